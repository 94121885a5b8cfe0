GUIDE = """Here is how we talk.
<<< 900 words >>>
"""
HANDLING = "Understood, I will keep to that."
