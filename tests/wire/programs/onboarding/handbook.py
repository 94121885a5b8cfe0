CHAPTERS = [
    {"title": "Hours", "body": "Come when you like, tell the others."},
    {
        "title": "Tools",
        "body": """
<<< 800 words >>>
""",
    },
]
CLOSING = "Say so when you do not know."
