STYLE_GUIDE = """Names are plain words. Functions are short. Errors are told apart.
<<< 900 words >>>
"""
