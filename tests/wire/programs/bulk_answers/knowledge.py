KNOWLEDGE = """You know all about bicycles.
<<< 900 words >>>
"""
