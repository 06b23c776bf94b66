"""What a record is, whatever its kind: its fields, what it says of people, its identity, and how a file's row becomes one."""
