"""What methods and libraries make of values."""
