RULES = """You look after a portal for owners.
<<< 900 words >>>
"""
