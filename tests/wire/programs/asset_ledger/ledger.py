RULES = """You keep the ledger of a club.
<<< 900 words >>>
"""
