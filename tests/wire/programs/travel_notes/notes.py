STYLE = """
<<< 900 words >>>
"""
EXAMPLES = [
    "Rain in Bergen, and a cat on the boat.",
    "Nine hours on a bus, one good soup.",
    "The museum was closed, the park was not.",
    "We lost the map and found the beach.",
    "Snow on the pass in June.",
]
