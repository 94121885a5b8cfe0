LAW = """
<<< 950 words >>>
"""
