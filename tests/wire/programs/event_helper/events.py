PROGRAMME = """
<<< 1000 words >>>
"""
