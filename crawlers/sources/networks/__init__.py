"""Networks where people talk about brands, and feeds."""
