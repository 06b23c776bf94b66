"""Where people talk: one module a source, each a reader of its payloads (pure) and the asks that get them (no network here).

A new source is one module with a `Source`, its entry in `registry.SOURCES` and a folder of fixtures.
"""
