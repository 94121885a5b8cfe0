import sys
import time

from pilots import Pilot


class DayPilot(Pilot):
    def opening_prompt(self):
        print(time.strftime("%H:%M:%S"), file=sys.stderr)
        return "The locks are open from eight to six."


print(DayPilot().guide(sys.argv[1]).content[0].text)
