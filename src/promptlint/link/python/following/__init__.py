"""The language: statements, expressions, functions and objects, followed without running them."""
