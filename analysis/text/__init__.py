"""What one text says:
language, sentences, clauses, phrases, drivers, emotions, intents, near-duplicates. Pure functions.
"""
