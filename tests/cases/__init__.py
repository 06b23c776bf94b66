"""Inputs that real use broke, read from a folder that is not part of the project; the tests skip where it is absent."""
