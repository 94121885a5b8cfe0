TAX_RULES = """
<<< 900 words >>>
"""
