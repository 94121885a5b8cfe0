RULES = """You work at the desk of an airport.
<<< 900 words >>>
"""
