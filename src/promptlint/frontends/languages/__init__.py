"""The template languages: from a view of text to the nodes of facts.py."""
