"""An edition: the month and its window, the values it keeps, the nights on which its claims must hold."""
