"""How well each kind is read off real pages: one module a kind, each with `scores(corpus) -> list[Score]`."""
