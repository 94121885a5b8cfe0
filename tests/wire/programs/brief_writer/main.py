import sys

import anthropic

with open("brief.txt", encoding="utf-8") as file:
    BRIEF = file.read()

question = " ".join(sys.argv[1:])
client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=600,
    system="You write briefs for ministers.",
    messages=[
        {
            "role": "user",
            "content": [
                {"type": "text", "text": BRIEF, "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": f"Now write about: {question}"},
            ],
        }
    ],
)
print(message.content[0].text)
