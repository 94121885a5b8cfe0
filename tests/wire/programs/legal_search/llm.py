import anthropic


class LLM:
    """A thin layer over the SDK, with our defaults."""

    def __init__(self, model, max_tokens=700):
        self._client = anthropic.Anthropic(max_retries=1)
        self._model = model
        self._max_tokens = max_tokens

    def ask(self, system, user, **options):
        message = self._client.messages.create(
            model=self._model,
            max_tokens=self._max_tokens,
            system=system,
            messages=[{"role": "user", "content": user}],
            **options,
        )
        return "".join(block.text for block in message.content if block.type == "text")
