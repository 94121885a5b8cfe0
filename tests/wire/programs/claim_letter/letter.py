RULES = """You answer letters.
<<< 900 words >>>
"""
