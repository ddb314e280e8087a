"""Vejviser: shows a citizen to the right place in the municipality, or to the borgerrådgiver."""
