PAGES = """
<<< 950 words >>>
"""
