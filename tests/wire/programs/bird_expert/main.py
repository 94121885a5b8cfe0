import json
import sys

from experts import BirdExpert

expert = BirdExpert()
for line in sys.stdin:
    print(expert.ask(json.loads(line)["text"]))
