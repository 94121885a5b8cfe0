CATALOG = {
    "tents": [{"name": "Fell 2", "weight": 1.9}, {"name": "Fell 3", "weight": 2.4}],
    "stoves": [{"name": "Ember", "weight": 0.3}],
    "currency": "EUR",
}
RULES = """
<<< 900 words >>>
"""
