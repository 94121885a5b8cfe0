LESSONS = """
<<< 900 words >>>
"""
