KITCHEN_RULES = """
<<< 900 words >>>
"""
