"""Understanding of a citizen's words: Rasa graph components around a sentence encoder and small linear heads."""
