RULES = """You read letters to a town hall.
<<< 900 words >>>
"""
CLOSING = "Name the office that is in charge."
BASE = {
    "model": "claude-sonnet-4-6",
    "max_tokens": 200,
    "system": [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
    "messages": [],
}
