"""What providers do, as data."""
