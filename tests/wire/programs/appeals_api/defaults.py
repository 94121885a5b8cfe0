RULES = """
<<< 900 words >>>
"""
DEFAULTS = {"model": "claude-sonnet-4-6", "max_tokens": 100}
