CODES = {"teal": "#008080", "rust": "#b7410e", "navy": "#000080"}
SHOWN = {"teal", "navy", "mint"}
RULES = """
<<< 1000 words >>>
"""
