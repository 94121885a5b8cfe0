CRITERIA = """
<<< 950 words >>>
"""
