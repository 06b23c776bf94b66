"""The page Settings: the tables of overheard.toml as forms, what a page gives before it is saved, and a run."""
