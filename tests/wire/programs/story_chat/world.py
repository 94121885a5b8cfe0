WORLD = """You tell a story together with the player.
<<< 900 words >>>
"""
