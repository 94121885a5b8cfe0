"""Libraries that programs send prompts with, as data: what a module imports tells whether it may send some."""

from __future__ import annotations

import re

_CLIENTS = (
    "ag2 agency_swarm agno aisuite anthropic autogen autogen_agentchat claude_agent_sdk claude_code_sdk cohere crewai"
    " dashscope deepagents dspy groq haystack langchain langgraph litellm llama_index mistralai ollama openai"
    " pydantic_ai qwen_agent semantic_kernel smolagents vertexai"
).split()
_IMPORT = re.compile(
    rf"^[ \t]*(?:(?:from|import)[ \t]+(?:{'|'.join(_CLIENTS)}|langchain_\w+|google\.(?:adk|genai|generativeai))(?!\w)"
    r"|from[ \t]+google[ \t]+import[ \t]+(?:adk|genai|generativeai)(?!\w))".encode(),
    re.MULTILINE,
)


def imports_client(raw: bytes) -> bool:
    """Whether a module says that it imports one of them: it need not be Python that can be parsed."""
    return _IMPORT.search(raw) is not None
