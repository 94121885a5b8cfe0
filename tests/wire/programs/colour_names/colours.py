WARM = {"amber", "rust", "ochre", "coral"}
COLD = {"teal", "slate", "navy", "mint"}
RULES = """
<<< 1000 words >>>
"""
