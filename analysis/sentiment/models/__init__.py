"""The models: English rules, rules with a lexicon for any language, learned ones, and a transformer of the user."""
