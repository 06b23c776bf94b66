"""What users' corrections teach about drivers."""
