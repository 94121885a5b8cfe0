WORDING = """
<<< 900 words >>>
"""
