TRAILS = """
<<< 900 words >>>
"""
