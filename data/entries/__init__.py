"""What people enter in the app: goals, actions, mystery shops. One door with the imports, one way back."""
