import sys
from datetime import datetime

from jinja2 import Template
from mail import MAIL_RULES
from openai import OpenAI

TEMPLATE = Template("Written at {{ written }}.\nYou write status mails.\n{{ rules }}")


def write(notes):
    system = TEMPLATE.render(written=datetime.utcnow().strftime("%H:%M:%S"), rules=MAIL_RULES)  # varies
    return OpenAI().chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": notes}],
    )


print(write(sys.argv[1]).choices[0].message.content)
