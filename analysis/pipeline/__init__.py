"""The steps of an analysis in order: with `reading`, the only room of the analysis that touches the database."""
