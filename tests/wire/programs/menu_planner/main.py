import sys

from kitchen import KITCHEN_RULES
from openai import OpenAI

ALLERGENS = {"gluten", "nuts", "milk", "egg", "soy", "fish", "celery", "sesame"}


def system():
    listed = ", ".join(f"<{name}>" for name in ALLERGENS)  # varies
    return f"You plan menus. Always mark these allergens: {listed}.\n\n{KITCHEN_RULES}"


def plan(wish):
    client = OpenAI()
    return client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system()}, {"role": "user", "content": wish}],
    )


print(plan(sys.argv[1]).choices[0].message.content)
