import json
import os
import sys

from openai import OpenAI

CRITERIA = """
Score each lead from 0 to 100.
<<< 950 words >>>
"""


def instructions():
    return "You score leads for %s (%s).\n%s" % (
        os.environ["COMPANY_NAME"],
        os.getenv("REGION", "eu"),
        CRITERIA,
    )


def main():
    client = OpenAI()
    for lead in json.load(sys.stdin):
        response = client.responses.create(
            model="gpt-5-mini",
            instructions=instructions(),
            input="Lead: %(customer)s in %(country)s. They wrote: %(text)s" % lead,
        )
        print(response.output_text)


main()
