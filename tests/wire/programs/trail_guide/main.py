import sys

import anthropic
from trails import TRAILS

REGIONS = set("Alps Andes Atlas Harz Jura Tatra Urals Vosges".split())


def system():
    text = "You know trails in:\n"
    for region in REGIONS:  # varies
        text += f"* {region}\n"
    return text + TRAILS


def guide(question):
    return anthropic.Anthropic().messages.create(
        model="claude-opus-5-5",
        max_tokens=400,
        system=system(),
        messages=[{"role": "user", "content": question}],
    )


print(guide(sys.argv[1]).content[0].text)
