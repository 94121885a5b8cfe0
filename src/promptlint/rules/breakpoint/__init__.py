"""Rules on cache marks and what they close."""
