PATENTS = """
<<< 900 words >>>
"""
