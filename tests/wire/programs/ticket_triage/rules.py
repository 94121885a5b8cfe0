TRIAGE_RULES = """
Teams are billing, delivery, products and returns.
<<< 950 words >>>
"""
