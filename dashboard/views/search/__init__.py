"""The page Search: places over time, visibility, and whom answer engines name."""
