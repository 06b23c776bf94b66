"""`overheard schedule`: what calls `overheard run` every night, by cron (`crontab`) or systemd (`systemd`)."""
