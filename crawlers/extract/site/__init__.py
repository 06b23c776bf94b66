"""A brand's own site: its home page, its links and lists, and which brand an address belongs to."""
