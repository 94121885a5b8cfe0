EXAMPLES = [
    ("I led a team.", "What did the team do?"),
    ("I was late.", "What did you learn from it?"),
]
RULES = """You ask the next question of an interview.
<<< 900 words >>>
"""
