"""`python -m overheard` is `overheard`."""

from overheard.cli import main

if __name__ == "__main__":
    main()
