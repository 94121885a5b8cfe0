"""Rules on the order of stable and variable content."""
