import sys

import anthropic
from poem import FORM

client = anthropic.Anthropic()

with client.beta.messages.stream(
    model="claude-sonnet-4-6",
    max_tokens=800,
    betas=["context-1m-2025-08-07"],
    system=[{"type": "text", "text": "You write poems.\n" + FORM, "cache_control": {"type": "ephemeral"}}],
    messages=[{"role": "user", "content": sys.argv[1]}],
) as stream:
    for text in stream.text_stream:
        print(text, end="")
