DISHES = ["lentil soup", "gnocchi", "curry", "schnitzel", "salad", "risotto", "pizza", "stew", "tacos", "ramen"]
HOUSE_RULES = """
<<< 950 words >>>
"""
