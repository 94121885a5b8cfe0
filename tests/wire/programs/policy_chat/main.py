import sys
import time
from string import Template

import anthropic

POLICY = Template("""You explain the travel policy of a firm (revision $revision).

<<< 900 words >>>
""")


def ask(question: str) -> str:
    client = anthropic.Anthropic()
    system = POLICY.substitute(revision=int(time.time()))  # varies
    response = client.messages.create(
        model="claude-opus-5-5",
        max_tokens=500,
        system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )
    return response.content[0].text


print(ask(sys.argv[1]))
