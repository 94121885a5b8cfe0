import sys

import anthropic

with open("house_style.txt", encoding="utf-8") as file:
    STYLE = file.read()

topic = sys.argv[1]
client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=600,
    system="You write speeches for ministers.",
    messages=[
        {
            "role": "user",
            "content": [
                {"type": "text", "text": f"The topic is: {topic}"},  # varies
                {"type": "text", "text": STYLE, "cache_control": {"type": "ephemeral"}},
            ],
        }
    ],
)
print(message.content[0].text)
