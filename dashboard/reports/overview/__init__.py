"""The page Overview in plain data: where a brand stands, what changed, and what to do next, each with what it opens to."""
