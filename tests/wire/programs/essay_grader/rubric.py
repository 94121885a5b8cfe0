GRADED = [f"Essay {letter}: {grade} points" for letter, grade in zip("ABCDEFGHIJKLMNOP", range(16))]
RUBRIC = """
<<< 900 words >>>
"""
