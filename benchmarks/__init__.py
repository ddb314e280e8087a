"""Measurements beside stock Rasa, in one run on one machine: `python -m benchmarks.against_stock`."""
