LETTER_RULES = """
<<< 1000 words >>>
"""
