"""Rules on what is sent where, and how."""
