PLANS = """
<<< 900 words >>>
"""
