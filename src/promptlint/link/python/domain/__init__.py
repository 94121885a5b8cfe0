"""What an expression can be worth while a program is followed, and how such values are put together."""
