"""`overheard mcp`: a published build for assistants, read-only, over the Model Context Protocol."""
