import sys
from datetime import datetime

import anthropic
from planning import PLANNING


def ask(question):
    day = datetime.now().isoformat()[:10]  # varies
    system = [{"type": "text", "text": f"Today: {day}\n{PLANNING}", "cache_control": {"type": "ephemeral"}}]
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=system,
        messages=[{"role": "user", "content": question}],
    )


print(ask(sys.argv[1]).content[0].text)
