MAIN_DISHES = [
    {"name": "lasagne", "labels": ["gluten", "milk", "egg"]},
    {"name": "satay", "labels": ["nuts", "soy"]},
]
SIDE_DISHES = [
    {"name": "slaw", "labels": ["celery", "mustard"]},
    {"name": "rolls", "labels": ["gluten", "sesame"]},
]
KITCHEN_RULES = """
<<< 900 words >>>
"""
