STATUTES = """You search statutes.
<<< 900 words >>>
"""
