FIELDS = """A record has a title, a state, an owner and a next step.
<<< 950 words >>>
"""
