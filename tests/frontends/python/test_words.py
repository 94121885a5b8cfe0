from __future__ import annotations

import pytest

from promptlint.frontends.python.words import may_hold_prompt, mentions

HOLDING = (
    'client.messages.create(model="m", messages=messages)',
    "client.beta.messages.stream(**body)",
    "client.messages.batches.create(requests=requests)",
    "client.chat.completions.create(**body)",
    "client.chat.completions.with_raw_response.create(**body)",
    "litellm.completion(**body)",
    "answer = completion(model, found)",
    "await acompletion(model=model, messages=found)",
    "client.responses.create(input=text)",
    "client.models.generate_content(model=m, contents=c)",
    "bedrock.converse(**body)",
    "co.chat(model=m, messages=found)",
    "client.create(response_model=M, messages=found)",
    'Agent("model", instructions=TEXT)',
    "Agent(\n    system_prompt=TEXT,\n)",
    "LlmAgent(instruction=text)",
    'Agent(role="r", goal="g", backstory="b")',
    'create_agent("model", tools)',
    'PromptTemplate.from_template("{x}")',
    "SystemMessage(content=text)",
    'Message("system", text)',
    'found = [{"role": "system", "content": text}]',
    "found = [{'role': 'user', 'content': text}]",
    'dict(role="developer", content=text)',
    "@agent.system_prompt\ndef about() -> str: ...",
    "@agent.instructions\nasync def about() -> str: ...",
    'class Answer(dspy.Signature):\n    """Answer."""',
    'SYSTEM_PROMPT = "You are."',
    'SUMMARY_PROMPT: Final = f"{x}"',
    "self.prompt = self.build()",
    "def build_system_prompt(self) -> str:",
    "    async def _get_instructions(self):",
    'PROMPT_SUMMARY = "Sum up."',
    'block = {"type": "text", "cache_control": mark}',
    'x = {"cachePoint": {"type": "default"}}',
    'Thing(system="You are.")',
    'ask(systemPrompt="You are.")',
)
NOT_HOLDING = (
    "",
    "import os\nprint(os.name)",
    "usage.prompt_tokens += 1",
    "prompt_tokens: int = 0",
    "def count(messages: list[str]) -> int: ...",
    "def completion(self, model): ...",
    "system_prompt: str | None = None",
    "instructions: str | Omit = omit,",
    "Agent(name=name, instructions=None)",
    "role = user.role",
    'roles = {"role": "admin"}',
    "import platform\nplatform.system()",
    "response.cache_control.no_cache = True",
    "value = input(prompt)",
    "show(prompt=text)",
    "def shell_prompt(): ...",
    "queue.messages.append(x)",
    "client.messages.create",
    "# the prompt is built elsewhere",
    "def prompt_user(question): ...",
)


@pytest.mark.parametrize("text", HOLDING)
def test_modules_that_may_hold_a_prompt(text: str) -> None:
    assert may_hold_prompt(f"import x\n\n{text}\n".encode())
    assert may_hold_prompt(f"import x\r\n\r\n{text}\r\n".encode())
    assert mentions(text)


@pytest.mark.parametrize("text", NOT_HOLDING)
def test_modules_that_hold_none(text: str) -> None:
    assert not may_hold_prompt(f"import x\n\n{text}\n".encode())


@pytest.mark.parametrize(
    "part",
    [
        b"system_prompt",
        b"x.prompt = 1;",
        b".create(x",
        b"prompt ",
        b"system_prompt                    ",
        b".instructions\n\n\n",
        b"responses(",
        b"def prompt_x(\n",
        b"prompt: x",
        b"\0",
        b"role \t",
        b"\xff\xfe",
    ],
)
def test_long_modules_are_read_to_their_end(part: bytes) -> None:
    long = part * (3_200_000 // len(part))  # hours, if a pattern went back over what it has read
    assert may_hold_prompt(long + b"\n\nclient.messages.create(model=m, messages=found)\n")


def test_mentions_stand_in_the_order_of_the_text() -> None:
    text = "a prompt, a Message, the PROMPT and a prompt"
    assert mentions(text) == [text.index("rompt"), text.index("Message"), text.index("ROMPT"), text.rindex("rompt")]
