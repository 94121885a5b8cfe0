RUNBOOK = """
<<< 900 words >>>
"""
