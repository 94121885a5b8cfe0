RULES = """You work at the desk of a pharmacy.
<<< 900 words >>>
"""
