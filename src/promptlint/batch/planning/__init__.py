"""The plan of a job: which requests go first, which stand together, and what is cut where."""
