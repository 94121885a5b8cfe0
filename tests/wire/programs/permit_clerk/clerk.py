RULES = """You look over requests for permits.
<<< 900 words >>>
"""
