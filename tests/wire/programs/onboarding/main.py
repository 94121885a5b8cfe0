import sys

import anthropic
from handbook import CHAPTERS, CLOSING

client = anthropic.Anthropic()


def build_system(team):
    parts = []
    parts.append("You help new colleagues in their first week.")
    parts.insert(0, "# Onboarding")
    for number, chapter in enumerate(CHAPTERS, start=1):
        parts.append(f"## {number}. {chapter['title']}")
        parts.append(chapter["body"])
    parts += [CLOSING]
    parts.extend(f"- Ask {person} about {topic}." for person, topic in team)
    return "\n\n".join(parts)


TEAM = (("Ada", "laptops"), ("Bo", "badges"), ("Cy", "travel"))


def ask(question):
    messages = []
    messages.append({"role": "user", "content": question})
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=build_system(TEAM),
        messages=messages,
    )


print(ask(sys.argv[1]).content[0].text)
