CODEBOOK = """
<<< 950 words >>>
"""
