MARKET = """You find flats.
<<< 900 words >>>
"""
