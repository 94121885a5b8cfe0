RULES = """You answer questions on shares.
<<< 900 words >>>
"""
