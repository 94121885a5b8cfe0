BUDGET_RULES = """You look over budgets of clubs.
<<< 900 words >>>
"""
