LABELS = """You label what customers write.
<<< 900 words >>>
"""
