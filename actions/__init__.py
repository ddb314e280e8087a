"""Rasa's actions: they translate between the tracker and `bot.interview`, and decide nothing."""
