CONVENTIONS = """
<<< 950 words >>>
"""
