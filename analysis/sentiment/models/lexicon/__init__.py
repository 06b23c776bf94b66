"""Sentiment by a lexicon and rules, for every language that has a lexicon folder."""
