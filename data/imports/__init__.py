"""Files that users bring: csv and jsonl of any shape into records, each bad row told, the good ones kept."""
