STATION = """
<<< 900 words >>>
"""
