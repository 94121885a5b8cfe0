import sys
from datetime import datetime
from typing import Optional

import anthropic
from clerk import RULES


def system(office: str, now: Optional[datetime] = None) -> str:
    now = now or datetime.now()  # varies
    return f"You work for the {office} office, {now:%d.%m.%Y %H:%M:%S}.\n{RULES}"


def ask(question: str) -> str:
    message = anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=200,
        system=[{"type": "text", "text": system("building"), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )
    return message.content[0].text


print(ask(sys.argv[1]))
