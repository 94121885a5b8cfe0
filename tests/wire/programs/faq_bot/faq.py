FAQ = """Answer from this list only.
<<< 1000 words >>>
"""
