"""Where to begin in a module, and the prompts that come out."""
