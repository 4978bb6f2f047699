"""What is on the table, as a value and as a file: data only, read with suspicion."""
