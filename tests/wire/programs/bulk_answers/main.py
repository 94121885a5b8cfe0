import asyncio
import json
import sys

from anthropic import AsyncAnthropic
from knowledge import KNOWLEDGE

client = AsyncAnthropic()


async def answer(row):
    message = await client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=[{"type": "text", "text": KNOWLEDGE, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": f"{row['customer']} asks: {row['text']}"}],
    )
    return message.content[0].text


async def main():
    rows = [json.loads(line) for line in sys.stdin]
    for text in await asyncio.gather(*(answer(row) for row in rows)):
        print(text)


asyncio.run(main())
