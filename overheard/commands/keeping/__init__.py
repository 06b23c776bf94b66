"""Commands that keep a workspace safe, and keep its promises: backup, restore, forget."""
