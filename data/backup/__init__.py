"""A workspace in one file, and back: `writing` makes a backup while runs work, `checking` opens it, `restoring` puts it in
place in one step of the file system (`swapping`)."""
