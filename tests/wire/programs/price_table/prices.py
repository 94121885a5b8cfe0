PRICES = {"Fell 2": 310, "Fell 3": 390, "Ember": 45, "Tarn": 120, "Scree": 75, "Rill": 20}
RULES = """
<<< 1000 words >>>
"""
