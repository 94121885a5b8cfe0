FARE_RULES = """
<<< 900 words >>>
"""
