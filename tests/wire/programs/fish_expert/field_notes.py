FISH = """You know fish.
<<< 900 words >>>
"""
