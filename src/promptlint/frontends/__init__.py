"""One module a format; the first frontend that claims a file reads it."""
