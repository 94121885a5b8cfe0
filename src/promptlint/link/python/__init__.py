"""A demand-driven interpreter of Python: what a program puts into its prompts, told without running it."""
