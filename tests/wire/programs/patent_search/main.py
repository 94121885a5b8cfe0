import sys
import time

from llm import complete
from patents import PATENTS


def search(question):
    before = time.perf_counter()
    answer = complete(system="You search patents.\n" + PATENTS, user=question)
    print(f"took {time.perf_counter() - before:.1f} s", file=sys.stderr)
    return answer


print(search(sys.argv[1]))
