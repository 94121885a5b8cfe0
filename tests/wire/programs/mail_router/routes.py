EUROPE = "The sender is in Europe.\n"
OTHERS = "The sender is overseas.\n"
ROUTES = """You route mail.
<<< 950 words >>>
"""
