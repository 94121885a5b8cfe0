SCALE = """You rate reviews of hotels.
<<< 1000 words >>>
"""
