"""Tools and skills, where they come together."""
