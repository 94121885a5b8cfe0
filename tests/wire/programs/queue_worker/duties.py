DUTIES = (
    "Take one item at a time.",
    """
<<< 900 words >>>
""",
)
