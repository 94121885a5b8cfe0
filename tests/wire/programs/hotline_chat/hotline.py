RULES = """Here is how calls go.
<<< 900 words >>>
"""
FIRST = "I am ready."
