"""Prompts that stand as text under telling keys: `system:`, `user:`, `prompt:`, `planning.initial_plan:`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Mapping, Scalar, Sequence
from promptlint.frontends.roles import SYSTEM_ROLES, blocks_of, split_elements, split_roles, style_of
from promptlint.frontends.structured.draft import Draft
from promptlint.frontends.structured.evidence import is_prose, is_sentence, text_may_be_meant
from promptlint.frontends.structured.requests import conversation_prompt, request_in, request_prompt
from promptlint.frontends.structured.structured_file import MOST_PROMPTS, Asking, Found, Place
from promptlint.frontends.structured.telling import (
    ROLE_NOUNS,
    STRONG_WORDS,
    Telling,
    holds_metadata,
    is_later_turn,
    is_repeated_part,
    role_of,
    telling,
    words,
)
from promptlint.ir import Section, Stability

if TYPE_CHECKING:
    from promptlint.facts import BlockFacts, PromptFacts
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.draft import Templates
    from promptlint.frontends.structured.structured_file import StructuredFile

# Keys by which the items of a list are told apart, best first.
_ITEM_NAMES = ("id", "name", "key", "slug", "title", "task", "act", "label")
# The ids of requests in a batch: many bodies with the same prompt, to be read as a batch.
_BATCH_KEYS = ("custom_id", "recordId")
# Keys of these words alone are the system's even where no role is named.
_SYSTEM_WORDS = frozenset("system instructions instruction persona preamble backstory guidelines agent".split())
# Keys that say no more than the mapping around them: its own key names the prompt.
_GENERIC = frozenset("prompt template text content body instruction instructions prompt_template".split())
# Keys that are the user's part where the system's stands beside them.
_USER_PARTS = frozenset("prompt template task text content query message".split())


def read(file: StructuredFile) -> Found | None:
    """The prompts under the keys of a file."""
    walk = _Walk(file)
    for place, root in file.roots():
        walk.pending.append(_Visit(place, root, inside=False))
    while walk.pending:
        walk.visit(walk.pending.pop())
    # Rows of data are no prompts, however much each of them reads like one.
    if not 0 < len(walk.prompts) <= MOST_PROMPTS:
        return None
    prompts = sorted(walk.prompts, key=lambda prompt: prompt.blocks[0].span.start)
    if walk.goes_on:
        # Each later turn repeats what the first one said.
        prompts = [replace(prompt, undeclared=Stability.SESSION) for prompt in prompts]
    if len(prompts) == 1 and prompts[0].key in walk.at_root:
        prompts = [replace(prompts[0], key="")]
    return Found("keyed", tuple(_with_own_keys(prompts)))


def _with_own_keys(prompts: list[PromptFacts]) -> list[PromptFacts]:
    """Number what would have the same key: items of one name, keys with dots in them."""
    seen: Counter[str] = Counter()
    done = []
    for prompt in prompts:
        seen[prompt.key] += 1
        number = seen[prompt.key]
        done.append(prompt if number == 1 else replace(prompt, key=f"{prompt.key}~{number}"))
    return done


@dataclass(frozen=True, slots=True)
class _Visit:
    place: Place
    node: Node
    inside: bool  # under a key that speaks of prompts


@dataclass(frozen=True, slots=True)
class _Text:
    """A text under a key that may be a prompt or a part of one."""

    key: str
    text: Scalar
    telling: Telling
    role: str
    stem: str


@dataclass
class _Walk:
    file: StructuredFile
    pending: list[_Visit] = field(default_factory=list)
    prompts: list[PromptFacts] = field(default_factory=list)
    at_root: set[str] = field(default_factory=set)  # keys of prompts that need none when they are alone
    goes_on: bool = False  # a text for later turns is there, so the others begin a conversation
    _seen: set[int] = field(default_factory=set)

    def visit(self, visit: _Visit) -> None:
        """Take the prompts of one mapping or sequence, and look further into what it holds."""
        node = visit.node
        # An alias is the same node again, and the same prompts.
        if id(node) in self._seen or len(self.prompts) > MOST_PROMPTS:
            return
        self._seen.add(id(node))
        if isinstance(node, Mapping):
            self._mapping(visit, node)
        elif isinstance(node, Sequence) and (visit.inside or self.file.is_trusted):
            self._sequence(visit, node)

    def _mapping(self, visit: _Visit, mapping: Mapping) -> None:
        if any(key in mapping for key in _BATCH_KEYS):
            return
        if request_in(mapping) is not None:
            self._add(request_prompt(self.file, visit.place, mapping))
            return
        texts: list[_Text] = []
        for key, value in mapping.items:
            if isinstance(value, Scalar):
                self.goes_on |= value.is_text and is_later_turn(key.value)
                says = telling(key.value)
                if value.is_text and says is not Telling.METADATA:
                    texts.append(_Text(key.value, value, says, *role_of(key.value)))
            elif not holds_metadata(key.value):
                self._inner(visit, mapping, key.value, value)
        self._texts(visit, mapping, texts)

    def _inner(self, visit: _Visit, mapping: Mapping, key: str, value: Node) -> None:
        place = visit.place.within(key, mapping)
        prompt = conversation_prompt(self.file, place, value)
        if prompt is not None:
            if not visit.place.path:
                self.at_root.add(prompt.key)
            self._add(prompt)
        else:
            inside = visit.inside or bool(STRONG_WORDS.intersection(words(key)))
            self.pending.append(_Visit(place, value, inside))

    def _sequence(self, visit: _Visit, sequence: Sequence) -> None:
        if len(sequence.items) > MOST_PROMPTS:
            return
        names = Counter(_item_name(item) for item in sequence.items)
        for index, item in enumerate(sequence.items):
            name = _item_name(item)
            key = name if name and names[name] == 1 else f"{name}~{index}" if name else str(index)
            place = visit.place.within(key)
            prompt = conversation_prompt(self.file, place, item)
            if prompt is not None:
                self._add(prompt)
            else:
                self.pending.append(_Visit(place, item, visit.inside))

    def _add(self, prompt: PromptFacts | None) -> None:
        if prompt is not None and prompt.blocks:
            self.prompts.append(prompt)

    # ------------------------------------------------------------ texts

    def _texts(self, visit: _Visit, mapping: Mapping, texts: list[_Text]) -> None:
        groups = _grouped(texts)
        vouched = self._vouches(texts)
        for group in groups:
            prompt = self._prompt(visit, mapping, group, vouched=vouched)
            if prompt is not None:
                if not visit.place.path:
                    self.at_root.add(prompt.key)
                self._add(prompt)

    def _vouches(self, texts: list[_Text]) -> bool:
        """Whether a key that says so, and a text with placeholders, vouch for the texts beside them."""
        if not any(each.telling is Telling.STRONG for each in texts):
            return False
        for each in texts:
            if each.telling >= Telling.WEAK and is_prose(each.text.value):
                templates = self.file.detected([_draft(each)])
                if templates.language not in ("plain", "dollar"):
                    return True
        return False

    def _prompt(self, visit: _Visit, mapping: Mapping, group: list[_Text], *, vouched: bool) -> PromptFacts | None:
        drafts = [_draft(each) for each in group]
        templates = self.file.detected(drafts)
        place = visit.place.around_with(mapping)
        first = group[0]
        stems = {each.stem for each in group}
        key = first.stem if len(group) > 1 and len(stems) == 1 and first.stem else first.key
        inner = place if place.path and key in _GENERIC else place.within(key)
        asking = Asking(version_keys=(f"{first.key}_version", f"{key}_version"))
        # Placeholders are known only once the text is parsed; the comments of one that is none are dropped.
        known = len(self.file.comments), len(self.file.problems)
        if len(group) == 1 and not first.role:
            prompt = self.file.built(inner, _split(first, templates), templates, asking)
        else:
            prompt = self.file.prompt(inner, drafts, templates, asking)
        if not self._is_meant(visit, group, has_placeholders=templates.shows_placeholders, vouched=vouched):
            del self.file.comments[known[0] :], self.file.problems[known[1] :]
            return None
        is_part = is_later_turn(first.key) or is_repeated_part(first.key)
        return replace(prompt, is_fragment=len(group) == 1 and is_part)

    def _is_meant(self, visit: _Visit, group: list[_Text], *, has_placeholders: bool, vouched: bool) -> bool:
        if self.file.is_record and not self.file.is_trusted:
            return False
        is_pair = len({each.role for each in group}) > 1
        for each in group:
            says = each.telling
            if says is Telling.WEAK and is_pair and each.role:
                says = Telling.STRONG
            if says is Telling.WEAK and not (self.file.is_hinted or visit.inside or is_pair or vouched):
                continue
            if vouched and (is_sentence if says is Telling.STRONG else is_prose)(each.text.value):
                return True
            if text_may_be_meant(self.file, each.key, each.text, says, has_placeholders=has_placeholders):
                return True
        return False


def _draft(text: _Text) -> Draft:
    role = text.role or _role_without_name(text.key)
    section = Section.SYSTEM if role in SYSTEM_ROLES else Section.MESSAGES
    return Draft(section, role, text.text.span, (text.text,))


def _role_without_name(key: str) -> str:
    parts = [word for word in words(key) if word not in ROLE_NOUNS or word in _SYSTEM_WORDS]
    return "system" if parts and _SYSTEM_WORDS.issuperset(parts) else "user"


def _split(text: _Text, templates: Templates) -> tuple[BlockFacts, ...]:
    """The blocks of a text that may hold several messages: role lines, or message elements."""
    nodes = templates.nodes(text.text)
    style = style_of(text.text.value)
    if style is not None:
        nodes = split_roles(nodes, style)
    elif "<message" in text.text.value:
        nodes = split_elements(nodes)
    return blocks_of(nodes, text.text.span, _role_without_name(text.key))


def _grouped(texts: list[_Text]) -> list[list[_Text]]:
    """Join what is sent together: the system's and the user's part of one stem, or the only ones there are."""
    stems: dict[str, list[_Text]] = {}
    for text in texts:
        if text.role:
            stems.setdefault(text.stem, []).append(text)
    groups = [group for group in stems.values() if _is_whole(group)]
    joined = {id(text) for group in groups for text in group}
    rest = [text for text in texts if id(text) not in joined]
    systems = [text for text in rest if text.role in SYSTEM_ROLES]
    users = [text for text in rest if text.role == "user"] or [text for text in rest if text.key.lower() in _USER_PARTS]
    if not groups and len(systems) == 1 and len(users) == 1:
        groups.append([systems[0], users[0]])
        rest = [text for text in rest if text is not systems[0] and text is not users[0]]
    return [*groups, *([text] for text in rest)]


def _is_whole(group: list[_Text]) -> bool:
    roles = Counter(text.role for text in group)
    return len(roles) > 1 and ("system" in roles or "developer" in roles) and max(roles.values()) == 1


def _item_name(item: Node) -> str:
    found = item.scalar(*_ITEM_NAMES) if isinstance(item, Mapping) else None
    return " ".join(found.value.split())[:60] if found is not None else ""
