"""What people were asked, and what they answered: surveys of customers, questions of mystery shoppers."""
