"""What a workspace remembers outside the database: locks, daily caps, yields, runs, and users' answers."""
