FORMAT = """
<<< 1000 words >>>
"""
