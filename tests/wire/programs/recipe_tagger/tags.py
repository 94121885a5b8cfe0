TAGS = ["quick", "vegan", "baked", "raw", "festive", "soup"]

HOUSE_RULES = """
<<< 900 words >>>
"""
