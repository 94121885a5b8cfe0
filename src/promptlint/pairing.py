"""Which prompt of one tree is which of another, renames and moves followed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from promptlint.ir import literals, placeholders
from promptlint.versions import family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from promptlint.ir import Prompt


Key = tuple[str, ...]  # an empty one matches nothing


@dataclass(frozen=True, slots=True)
class Pairing:
    """The prompts of two trees, each with what it was."""

    pairs: tuple[tuple[Prompt, Prompt], ...]
    added: tuple[Prompt, ...]
    removed: tuple[Prompt, ...]


def pair(before: Sequence[Prompt], after: Sequence[Prompt]) -> Pairing:
    """Pair each prompt with what it was: by id, by declared name, by family, by prefix, by words.

    A prompt that is still where it was is never looked for elsewhere. All results are in the order
    of the ids, so that the order of the input makes no difference.
    """
    rest = _Rest(sorted(before, key=attrgetter("id")), sorted(after, key=attrgetter("id")), [])
    rest.match_equal(lambda prompt: (prompt.id,))
    if rest.before and rest.after:
        rest.match_unique(lambda prompt: (prompt.name, prompt.format) if prompt.name else ())
        rest.match_unique(lambda prompt: (family(prompt.path), _key(prompt)))
        rest.match_equal(lambda prompt: (*_prefix(prompt), _file_name(prompt)) if _prefix(prompt) else ())
        rest.match_equal(_prefix)
        rest.match_similar()
    rest.pairs.sort(key=lambda found: found[1].id)
    return Pairing(tuple(rest.pairs), tuple(rest.after), tuple(rest.before))


_LEAST_WORDS = 8  # fewer words in common prove nothing, unless the file's name is the same too
_LEAST_SHARE = 0.5  # of the words of the longer one, as git takes it for renames
_RAREST = 64  # words by which a prompt is looked up
_MOST_VISITS = 2_000  # entries of the index that one look-up may touch
_MOST_CANDIDATES = 5  # that are compared word by word
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
# These scripts write no spaces: each two neighbouring characters count as a word.
_WORD = rf"[^\W{_CJK}]+|(?=([{_CJK}]{{2}}))"


@dataclass(frozen=True)
class _Words:
    """A prompt and its words."""

    prompt: Prompt

    @cached_property
    def counts(self) -> Counter[str]:
        text = "\n".join(literal.text for literal in literals(self.prompt.blocks))
        names = (value.name for value in placeholders(self.prompt.blocks))
        return Counter([match[1] or match[0] for match in re.finditer(_WORD, text)] + [f"{{{name}}}" for name in names])

    @cached_property
    def total(self) -> int:
        return self.counts.total()


@dataclass(slots=True)
class _Rest:
    """What is not paired yet, in the order of the ids."""

    before: list[Prompt]
    after: list[Prompt]
    pairs: list[tuple[Prompt, Prompt]]

    def match_equal(self, key: Callable[[Prompt], Key]) -> None:
        """Pair those with the same key, the first with the first."""
        waiting: dict[Key, list[Prompt]] = {}
        for prompt in reversed(self.before):
            if found := key(prompt):
                waiting.setdefault(found, []).append(prompt)
        self._take((waiting[found].pop(), prompt) for prompt in self.after if waiting.get(found := key(prompt)))

    def match_unique(self, key: Callable[[Prompt], Key]) -> None:
        """Pair those that are the only ones with their key on both sides."""
        old, new = _unique(self.before, key), _unique(self.after, key)
        self._take((old[found], prompt) for found, prompt in new.items() if found in old)

    def match_similar(self) -> None:
        """Pair those that share most of their words, the most similar first."""
        index = _Index([_Words(prompt) for prompt in self.before])
        compared = (
            (_share(other, words), other.prompt, words.prompt)
            for words in map(_Words, self.after)
            for other in index.candidates(words)
        )
        found = [row for row in compared if row[0]]
        found.sort(key=lambda row: (-row[0], row[1].id, row[2].id))
        used: set[tuple[str, str]] = set()
        chosen = []
        for _, old, new in found:
            if used.isdisjoint(sides := {("before", old.id), ("after", new.id)}):
                used |= sides
                chosen.append((old, new))
        self._take(chosen)

    def _take(self, found: Iterable[tuple[Prompt, Prompt]]) -> None:
        taken = list(found)
        old, new = {pair[0].id for pair in taken}, {pair[1].id for pair in taken}
        self.before = [prompt for prompt in self.before if prompt.id not in old]
        self.after = [prompt for prompt in self.after if prompt.id not in new]
        self.pairs += taken


class _Index:
    """Looks up the prompts that share rare words, or the file's name, with another."""

    def __init__(self, entries: Sequence[_Words]) -> None:
        self._by_word: dict[str, list[_Words]] = {}
        self._by_name: dict[str, list[_Words]] = {}
        for entry in entries:
            self._by_name.setdefault(_file_name(entry.prompt), []).append(entry)
            for word in entry.counts:
                self._by_word.setdefault(word, []).append(entry)

    def candidates(self, words: _Words) -> Sequence[_Words]:
        """The few that are worth comparing, best first."""
        known = [(len(self._by_word[word]), word) for word in words.counts if word in self._by_word]
        hits: Counter[str] = Counter()
        entries: dict[str, _Words] = {}
        visits = 0
        for length, word in sorted(known)[:_RAREST]:
            visits += length
            if visits > _MOST_VISITS:
                break
            for entry in self._by_word[word]:
                hits[entry.prompt.id] += 1
                entries[entry.prompt.id] = entry
        best = sorted(hits, key=lambda id_: (-hits[id_], id_))[:_MOST_CANDIDATES]
        same_name = self._by_name.get(_file_name(words.prompt), [])[:_MOST_CANDIDATES]
        return [*(entries[id_] for id_ in best), *(entry for entry in same_name if entry.prompt.id not in best)]


def _share(old: _Words, new: _Words) -> float:
    """The share of words in common, of the longer one; nothing where it proves nothing."""
    same_name = _file_name(old.prompt) == _file_name(new.prompt)
    if _is_frozen(old.prompt) and _is_frozen(new.prompt) and not same_name:
        return 0.0  # a number in the name counts within one family only
    larger = max(old.total, new.total)
    common = (old.counts & new.counts).total()
    if not larger or common / larger < _LEAST_SHARE or (common < _LEAST_WORDS and not same_name):
        return 0.0
    return common / larger


def _key(prompt: Prompt) -> str:
    """What tells the prompt from the others of its file."""
    return prompt.id.removeprefix(prompt.path)


def _file_name(prompt: Prompt) -> str:
    return family(prompt.path).rpartition("/")[2] + _key(prompt)


def _is_frozen(prompt: Prompt) -> bool:
    return prompt.version is not None and prompt.version.origin.freezes


def _prefix(prompt: Prompt) -> Key:
    """The identity of the cached prefix, where there is any text in it."""
    has_text = any(literal.text.strip() for literal in literals(prompt.cached_prefix))
    return (prompt.fingerprint.digest,) if has_text else ()


def _unique(prompts: Iterable[Prompt], key: Callable[[Prompt], Key]) -> dict[Key, Prompt]:
    found: dict[Key, Prompt | None] = {}
    for prompt in prompts:
        if name := key(prompt):
            found[name] = None if name in found else prompt
    return {name: prompt for name, prompt in found.items() if prompt}
