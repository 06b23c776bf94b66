"""The demo market as real sites: brands, a review platform, feeds and a search engine."""
