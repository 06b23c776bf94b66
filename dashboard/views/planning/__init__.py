"""Goals, actions and mystery shops: the forms they are entered by, what was entered, and the roadmap."""
