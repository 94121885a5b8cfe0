"""Data: what varies from request to request, and where prompts are sent."""
