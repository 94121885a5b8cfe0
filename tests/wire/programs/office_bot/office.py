HOUSE_RULES = """
<<< 950 words >>>
"""
