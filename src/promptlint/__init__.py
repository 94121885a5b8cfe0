"""Lint prompts and code for what silently breaks a prompt cache."""

__version__ = "0.1.0"
