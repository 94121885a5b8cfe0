MARKET = """You find houses.
<<< 900 words >>>
"""
