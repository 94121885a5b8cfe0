RULES = """\
Be brief and kind. Quote the rule that you follow.
<<< 900 words >>>
"""
