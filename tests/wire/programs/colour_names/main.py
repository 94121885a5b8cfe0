import sys

from colours import COLD, RULES, WARM
from openai import OpenAI


class Palette:
    @staticmethod
    def names():
        return " / ".join(WARM | COLD)  # varies

    @classmethod
    def system(cls):
        return "Use these names: " + cls.names() + "\n" + RULES


print(OpenAI().responses.create(model="gpt-5-mini", instructions=Palette.system(), input=sys.argv[1]).output_text)
