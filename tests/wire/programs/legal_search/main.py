import sys
import time

from llm import LLM
from statutes import STATUTES


def search(question):
    llm = LLM("claude-sonnet-4-6")
    system = f"Index loaded at {time.time():.0f}.\n{STATUTES}"  # varies
    return llm.ask(system, question)


print(search(sys.argv[1]))
