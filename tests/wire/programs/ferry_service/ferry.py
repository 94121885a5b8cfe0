RULES = """
<<< 900 words >>>
"""
