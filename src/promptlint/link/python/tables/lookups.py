"""What objects are asked for that nobody knows more of than their names: lookups for a question, and clocks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.tables.sources import TELLING_TIME, Source
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable

# What looks something up for a question: passages, memories. Told by the method, or by whom it is asked of.
_SEARCHES = frozenset(
    "similarity_search asimilarity_search similarity_search_with_score asimilarity_search_with_score"
    " similarity_search_with_relevance_scores asimilarity_search_with_relevance_scores max_marginal_relevance_search"
    " amax_marginal_relevance_search get_relevant_documents aget_relevant_documents select_examples aselect_examples"
    " query_points".split()
)
_LOOKED_UP = re.compile(
    r"_*a?(?:(?:search|retrieve|recall|query)_(?:\w+_)?(?:memory|memories|documents?|docs|chunks|passages|facts|episodes"
    r"|knowledge(?:_base)?|context|notes|nodes|edges)|(?:search|retrieve|recall|find|get|fetch)_(?:relevant|similar)_\w+"
    r"|(?:build|compose|fetch|format|get|make|render)_(?:\w+_)?(?:recall|recalled|retrieval|retrieved|rag)"
    r"_(?:block|chunks|context|docs|documents|memories|memory|notes|passages|prompt|section|text))"
)
# What gives a piece of what is remembered or known: with a question, it is what fits that.
_OF_MEMORY = re.compile(
    r"_*a?(?:assemble|build|collect|compose|fetch|find|format|gather|get|load|lookup|make|prepare|query|read|recall|render"
    r"|retrieve|search|select)_(?:\w+_)?(?:memory|memories|recall|recalled|knowledge|semantic|rag|relevant|related|similar)"
    r"(?:_(?:block|chunks|context|contexts|docs|documents|entries|facts|items|notes|passages|prompt|results?|section|snippets"
    r"|text))?(?:_(?:async|for_\w+))?"
)
_ASKED = frozenset("invoke ainvoke retrieve aretrieve search asearch query aquery hybrid_search".split())
_SEARCHED = re.compile(
    r"(?i)(?:retriever|searcher|vector_?(?:store|index|db)|memory|memories|knowledge_?base|collection|index|search_client"
    r"|memory_?(?:store|manager|client|service|bank|system|engine|backend|provider|repository|layer)"
    r"|qdrant(?:_?client)?|chroma|pinecone|weaviate|milvus|tavily(?:_?client)?)(?:\(\))?$"
)
# What counts the tokens of what it is given.
_COUNTS = re.compile(
    r"_*a?(?:(?:count|estimate|calculate|compute|get|num|approx\w*)_(?:\w+_)?(?:tokens?|token_count|token_usage)(?:_\w+)?"
    r"|tokens?_(?:count|counter|usage)|num_tokens\w*)"
)
_RECALLS = frozenset(("recall", "arecall"))
_MEASURED = re.compile(r"(?i)(?:^|[._])(?:\w*metrics?|\w*scores?|\w*scorer|sklearn|evaluat\w+)(?:\(\))?$")
_CLOCK = Source(Stability.VOLATILE, Nature.CLOCK, "datetime")
_TODAY = Source(Stability.DAILY, Nature.CALENDAR, "date", grain="day")
# What tells the time when it is asked, whoever made it: only tests have it stand still.
_TELLS_TIME = {
    **dict.fromkeys("now utcnow utc_now now_utc local_now now_local current_time current_datetime".split(), _CLOCK),
    **dict.fromkeys("today current_date".split(), _TODAY),
    "time": replace(_CLOCK, type="timestamp"),
}
_CALLED_CLOCKS = re.compile(r"(?i)(?:clock|(?:date)?_?time_?(?:provider|source|service))(?:\(\))?$")


def is_search(method: str, owner: Callable[[], str]) -> bool:
    """Whether a method looks up what fits a question, so that it gives something else for each; `owner` is its name."""
    if method in _SEARCHES or _LOOKED_UP.fullmatch(method) is not None:
        return True
    if method in _RECALLS:
        return _MEASURED.search(owner()) is None
    return method in _ASKED and _SEARCHED.search(owner()) is not None


@lru_cache(maxsize=10_000)
def is_memory(method: str) -> bool:
    """Whether a method gives a piece of what is remembered or known: where it is asked a question, what fits that."""
    return _OF_MEMORY.fullmatch(method) is not None


def counts_tokens(name: str) -> bool:
    """Whether a function says how many tokens something has."""
    return "token" in name and _COUNTS.fullmatch(name) is not None


def of_clock(method: str, owner: Callable[[], str], type: str) -> Source | None:  # noqa: A002 as in `Source`
    """What a function gives that is annotated to tell the time, or a method of what is called a clock."""
    if not method:
        return _CLOCK if type == TELLING_TIME else None
    source = _TELLS_TIME.get(method)
    return source if source is not None and _CALLED_CLOCKS.search(owner()) is not None else None
