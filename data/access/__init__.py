"""Who may open an app that listens beyond this machine: names, roles, password hashes."""
