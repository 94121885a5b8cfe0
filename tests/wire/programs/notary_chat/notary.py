RULES = """You answer questions on wills.
<<< 900 words >>>
"""
