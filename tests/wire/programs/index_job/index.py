SCHEME = """
<<< 950 words >>>
"""
