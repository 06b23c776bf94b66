"""Where people talk and where keywords are looked up: one module a source, each saying what to ask and how to read the answer
(pure; no network here).

A new source is one module in `networks`, `reviews` or `search`, whose class is over that folder's `base` and has `@register`
above it, and a folder of fixtures (`tests/crawlers/sources/fleet.py` says what is in one). Its docstring, `options`, `limits`
and `hosts` say what people need to know of it; a test over all sources names what is left out.
"""
