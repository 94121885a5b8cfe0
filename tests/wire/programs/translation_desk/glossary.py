BRIEF = """Today is {{TODAY}}. You translate letters of a bank into plain English.

<<< 900 words >>>
"""
