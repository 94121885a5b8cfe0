import io
import sys
import time

import anthropic
from wording import WORDING


def build():
    out = io.StringIO()
    out.write("You turn notes into a shift report.\n")
    out.write(f"Report of {time.ctime()}.\n")  # varies
    print("Keep to this wording.", file=out)
    out.write(WORDING)
    return out.getvalue()


def report(notes):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=900,
        system=build(),
        messages=[{"role": "user", "content": notes}],
    )


print(report(sys.argv[1]).content[0].text)
