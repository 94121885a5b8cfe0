SCALE = """You rate reviews of films.
<<< 1000 words >>>
"""
