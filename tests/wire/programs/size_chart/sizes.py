SIZES = {
    "jacket": ["S", "M", "L"],
    "boot": ["39", "41", "43"],
    "glove": ["7", "8", "9"],
    "harness": ["1", "2"],
    "helmet": ["54", "58"],
    "trousers": ["48", "50", "52"],
}
RULES = """
<<< 1000 words >>>
"""
