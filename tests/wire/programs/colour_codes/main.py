import sys

from colours import CODES, RULES, SHOWN
from openai import OpenAI


class Palette:
    @staticmethod
    def names():
        return ", ".join(name for name in CODES if name in SHOWN)

    @classmethod
    def system(cls):
        pairs = "\n".join(f"{name}={code}" for name, code in sorted(CODES.items()))
        return "Known: " + cls.names() + "\n" + pairs + "\n" + RULES


print(OpenAI().responses.create(model="gpt-5-mini", instructions=Palette.system(), input=sys.argv[1]).output_text)
