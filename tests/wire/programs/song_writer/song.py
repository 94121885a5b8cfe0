FORM = """
<<< 900 words >>>
"""
