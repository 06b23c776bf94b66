"""The demo: an invented coffee market with planted truths, served as real sites over loopback and really crawled."""
