RULES = """You work at the desk of a library.
<<< 900 words >>>
"""
