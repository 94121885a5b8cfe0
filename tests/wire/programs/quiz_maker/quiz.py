QUESTIONS = [f"How high is hill {number}?" for number in range(40)]
RULES = """
<<< 950 words >>>
"""
