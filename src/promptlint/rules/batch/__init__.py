"""Rules on batches."""
