LEVELS = ["first steps", "steady", "advanced"]
YOGA_RULES = """
<<< 950 words >>>
"""
