PARTS = [
    {"number": number, "maker": maker}
    for number, maker in enumerate("Alder Birch Cedar Dogwood Elm Fir Gorse Hazel".split())
]
RULES = """You find spare parts.
<<< 900 words >>>
"""
