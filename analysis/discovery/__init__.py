"""Who else ranks: rivals and keywords proposed from search results. Pure functions."""
