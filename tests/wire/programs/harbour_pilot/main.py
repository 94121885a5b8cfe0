import sys
import time

from pilots import Pilot


class NightPilot(Pilot):
    def opening_prompt(self):
        return "The watch began at " + time.strftime("%H:%M:%S") + "."  # varies


print(NightPilot().guide(sys.argv[1]).content[0].text)
