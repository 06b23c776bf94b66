"""New topics: what customers speak of and no driver names."""
