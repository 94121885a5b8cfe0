RULES = """You hand out rooms of an office.
<<< 950 words >>>
"""
