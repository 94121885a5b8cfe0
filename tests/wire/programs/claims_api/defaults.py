RULES = """You judge claims.
<<< 900 words >>>
"""
DEFAULTS = dict(
    model="claude-sonnet-4-6",
    max_tokens=100,
    system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
)
