import json
import sys

from experts import FishExpert

expert = FishExpert()
for line in sys.stdin:
    print(expert.ask(json.loads(line)["text"]))
