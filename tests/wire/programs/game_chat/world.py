OPENING = """This is the world.
<<< 900 words >>>
"""
REPLY = """I know it now. Let me say how I will lead the game.
<<< 900 words >>>
"""
