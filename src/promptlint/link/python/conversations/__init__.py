"""Conversations that grow, the marks in them, and what is cut from them or emptied."""
