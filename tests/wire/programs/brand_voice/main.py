import sys

import anthropic
from settings import Settings
from voice import VOICE

settings = Settings()


def system():
    return VOICE.format(company=settings.company, mail=settings.mail)


def write(wish):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=400,
        system=[{"type": "text", "text": system(), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": wish}],
    )


print(write(sys.argv[1]).content[0].text)
