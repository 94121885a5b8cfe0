HUTS = """
<<< 900 words >>>
"""
