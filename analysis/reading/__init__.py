"""Texts read in batches, on all cores: where opinions are made and written."""
