DESK = """
<<< 1000 words >>>
"""
