"""Providers of search results."""
