WORDS = "oak ash elm fir yew oak bay fig ash ivy".split()
RULES = """You draw clouds of words.
<<< 1000 words >>>
"""
