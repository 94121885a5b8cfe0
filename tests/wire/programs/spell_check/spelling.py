PROTECTED = {"colour", "grey", "programme", "tyre", "kerb", "plough", "storey"}
RULES = """You correct spelling.
<<< 900 words >>>
"""
