"""What is looked up for a question is another thing for each, whoever looks it up."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from qdrant_client import QdrantClient
from tavily import TavilyClient
from rules import RULES

client = anthropic.Anthropic()


def answer(question, store, retriever, memory, cache, registry):
    found = {found}
    client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system={system},
        messages=[{{"role": "user", "content": question}}],
    )
"""
AHEAD, BEHIND = 'f"{found}\\n{RULES}"', 'f"{RULES}\\n{found}"'
SEARCHES = [
    "store.similarity_search(question, k=4)",
    "[each.page_content for each in store.similarity_search(query=question)]",
    "retriever.invoke(question)",
    "memory.search(question, user_id=registry.user)",
    "store.as_retriever().invoke(question)",
    "store.select_examples({'question': question})",
    "registry.collection.query(query_texts=[question], n_results=3)",
    "registry.index.query(vector=registry.embed(question), top_k=3)['matches']",
    "QdrantClient().search(collection_name='pages', query_vector=registry.embed(question))",
    "[each['content'] for each in TavilyClient().search(question)['results']]",
]


@pytest.mark.parametrize("found", SEARCHES)
def test_in_front_of_the_rules(found: str) -> None:
    assert codes(PROGRAM.format(found=found, system=AHEAD)) == ["PL101"]


@pytest.mark.parametrize("found", SEARCHES)
def test_behind_the_rules(found: str) -> None:
    assert codes(PROGRAM.format(found=found, system=BEHIND)) == []


@pytest.mark.parametrize(
    "found",
    [
        pytest.param('store.similarity_search("the opening hours")', id="the same question"),
        pytest.param("retriever.invoke()", id="no question"),
        pytest.param("cache.search(question)", id="something else"),
        pytest.param("registry.invoke(question)", id="another object"),
        pytest.param("memory.load(question)", id="another method"),
        pytest.param("registry.session.query(question)", id="a query of a database"),
        pytest.param("registry.collection.query(query_texts=['the opening hours'])", id="the same, in a list"),
    ],
)
def test_what_is_no_search(found: str) -> None:
    assert codes(PROGRAM.format(found=found, system=AHEAD)) == []
