"""What is wrong with the records, how to put it right, and whether a result would change."""
