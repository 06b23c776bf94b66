"""What the pages of the app are built of."""
