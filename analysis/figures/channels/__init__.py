"""Channels as a customer meets them: whether they say the same, what there is, how it is found, and what customers use."""
