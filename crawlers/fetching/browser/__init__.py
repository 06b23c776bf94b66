"""The browser that shows pages which need scripts: finding one, steering it, and what it may reach."""
