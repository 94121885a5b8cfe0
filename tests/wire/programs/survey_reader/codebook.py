CODEBOOK = """You read open answers of a survey.
<<< 950 words >>>
"""
