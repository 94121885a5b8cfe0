GUIDE = """You write abstracts.
<<< 900 words >>>
"""
SAMPLES = ["We measured snow.", "We counted birds.", "We asked nurses.", "We built a bridge."]
