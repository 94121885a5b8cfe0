PLANNING = """
<<< 900 words >>>
"""
