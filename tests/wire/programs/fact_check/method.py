METHOD = """You check claims.
<<< 900 words >>>
"""
