import sys
from string import Template

import anthropic

VERSION = "4.2"
PRODUCT = "Trailmap"
HEADER = Template("You write release notes for $product $version.")

GUIDE = """
Write for people who use the product each day.
<<< 900 words >>>
"""


def notes(changes):
    client = anthropic.Anthropic()
    head = HEADER.safe_substitute(product=PRODUCT, version=VERSION)
    return client.messages.create(
        model="claude-sonnet-5",
        max_tokens=900,
        system=head + "\n" + GUIDE,
        messages=[{"role": "user", "content": Template("Changes:\n$changes").substitute(changes=changes)}],
    )


print(notes(sys.argv[1]).content[0].text)
