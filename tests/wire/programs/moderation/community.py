GUIDELINES = [
    "Remove insults, keep criticism.",
    """
<<< 900 words >>>
""",
]
EXAMPLES = [
    ("keep", "That belay was careless."),
    ("remove", "People like you should stay at home."),
]
