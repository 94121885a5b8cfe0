BIRDS = """You know birds.
<<< 900 words >>>
"""
