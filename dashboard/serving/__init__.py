"""The app's outermost layer: whose requests get in at all, and who has to sign in first."""
