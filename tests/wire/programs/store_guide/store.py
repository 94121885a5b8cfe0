OPENING_EU = "You guide visitors through a shop in Hamburg."
OPENING_US = "You guide visitors through a shop in Boston."
STORE_RULES = """
<<< 900 words >>>
"""
