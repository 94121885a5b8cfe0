import anthropic

RULES = """You guide ships into a harbour.
<<< 900 words >>>
"""


class Pilot:
    def opening_prompt(self):
        raise NotImplementedError

    def system_prompt(self):
        return self.opening_prompt() + "\n" + RULES

    def guide(self, question):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=300,
            system=self.system_prompt(),
            messages=[{"role": "user", "content": question}],
        )
