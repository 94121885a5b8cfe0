CRAFT = """
<<< 1000 words >>>
"""
