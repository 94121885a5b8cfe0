DRILLS = """
<<< 900 words >>>
"""
