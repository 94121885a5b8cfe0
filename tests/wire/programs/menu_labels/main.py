import sys

from kitchen import KITCHEN_RULES, MAIN_DISHES, SIDE_DISHES
from openai import OpenAI

LABELS = {label for dish in MAIN_DISHES + SIDE_DISHES for label in dish["labels"]}


def system():
    listed = ", ".join(sorted(LABELS))
    return f"You label dishes. The labels are: {listed}.\n\n{KITCHEN_RULES}"


def label(dish):
    client = OpenAI()
    return client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "developer", "content": system()}, {"role": "user", "content": dish}],
    )


print(label(sys.argv[1]).choices[0].message.content)
