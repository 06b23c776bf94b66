"""Who is in the demo market, what is planted in it, and the reviews and questions that hold it."""
