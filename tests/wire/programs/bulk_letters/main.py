import asyncio
import json
import sys

from letters import LETTER_RULES
from openai import AsyncOpenAI

client = AsyncOpenAI()


async def letter(row):
    completion = await client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {
                "role": "user",
                "content": f"Answer {row['customer']}, who wrote: {row['text']}\n\n{LETTER_RULES}",  # varies
            }
        ],
    )
    return completion.choices[0].message.content


async def main():
    rows = [json.loads(line) for line in sys.stdin]
    for text in await asyncio.gather(*[letter(row) for row in rows]):
        print(text)


if __name__ == "__main__":
    asyncio.run(main())
