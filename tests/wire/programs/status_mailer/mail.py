MAIL_RULES = """
<<< 950 words >>>
"""
