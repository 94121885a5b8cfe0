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
    "memory.recall(question)",
    "registry.notes.recall(question, limit=5)",
    "registry.memory_manager.search(question)",
    "registry.build_recall_block(question)",
    "registry.fetch_rag_context(registry.index, question)",
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
        pytest.param("registry.recall()", id="all that is remembered"),
        pytest.param("registry.metrics.recall(question)", id="a measure of that name"),
        pytest.param("registry.build_recall_block('the opening hours')", id="a block for the same question"),
        pytest.param("registry.build_context_block(question)", id="a block of anything"),
        pytest.param("registry.file_manager.search(question)", id="another manager"),
        pytest.param("registry.session.query(question)", id="a query of a database"),
        pytest.param("registry.collection.query(query_texts=['the opening hours'])", id="the same, in a list"),
    ],
)
def test_what_is_no_search(found: str) -> None:
    assert codes(PROGRAM.format(found=found, system=AHEAD)) == []


RECALLED = """
import anthropic
from blocks import build_name_block, build_recall_block
from rules import RULES
from stores import Store

client = anthropic.Anthropic()


def answer(store: Store, user_input):
    found = {found}
    client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"{{found}}\\n{{RULES}}",
        messages=[{{"role": "user", "content": user_input}}],
    )
"""
STORES = """
class Store:
    def rows(self, words):
        return self.base.rows(words)
"""
BLOCKS = """
def build_recall_block(store, words="hours"):
    return store.rows(words)


def build_name_block(store, words="hours"):
    return store.rows(words)
"""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param("build_recall_block(store, user_input)", ["PL101"], id="the question comes second"),
        pytest.param("build_recall_block(store)", [], id="for nobody knows what"),
        pytest.param("build_name_block(store, user_input)", [], id="not by its name"),
    ],
)
def test_a_function_that_is_given_a_store_and_the_question(found: str, expected: list[str]) -> None:
    assert codes(RECALLED.format(found=found), {"stores.py": STORES, "blocks.py": BLOCKS}) == expected
