"""From what was met while following a module to the prompts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import words_of
from promptlint.frontends.roles import SYSTEM_ROLES
from promptlint.ir import (
    SENT,
    Block,
    Breakpoint,
    Content,
    Evidence,
    Kind,
    Literal,
    Nature,
    Placeholder,
    Prompt,
    Section,
    Stability,
    Step,
)
from promptlint.link.python.conversations.histories import said_before
from promptlint.link.python.domain.reading import as_text
from promptlint.link.python.domain.text import Text, balanced
from promptlint.link.python.domain.values import (
    ANSWER,
    Choice,
    Dictionary,
    Either,
    Filled,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    holds,
    opaques,
    worst,
)
from promptlint.link.python.following import declared as by_declaration
from promptlint.link.python.gathering.cache_keys import renewed, summed_up
from promptlint.link.python.gathering.parts import (
    alone,
    breakpoint_of,
    data_of,
    end_of,
    has_messages,
    is_border,
    is_part,
    mark_of,
    part_at,
    place_of,
    point_at,
    rest_of,
    role_of,
    shown_in,
    told_of,
)
from promptlint.link.python.gathering.wording import is_of_turns, said, tells_turns, written
from promptlint.link.python.requests.sightings import adds_instructions
from promptlint.link.python.tables.requests import RAW_BODY
from promptlint.link.python.tables.sinks import Strength, name_strength
from promptlint.providers.registry import limits
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Sighting
    from promptlint.link.python.tables.sink import Sink
    from promptlint.source import Span

_INSTRUCTIONS = 160  # characters
_OF_ROUNDS = (Stability.CONSTANT, Stability.DEPLOY, Stability.SESSION, Stability.UNKNOWN)
_GIVING = frozenset("get aget load aload fetch read recall retrieve".split())  # verbs ahead of what is given
_ALIASES = {"human": "user", "ai": "assistant", "model": "assistant"}


class Builder:
    """Makes one prompt of one sighting."""

    def __init__(self, sighting: Sighting) -> None:
        self.sighting = sighting
        self.path = sighting.frame.module.path
        self.span = sighting.frame.span(sighting.node)
        self.blocks: list[Block] = []
        self.continues = False
        self.grows = False
        self.resumes = False
        self.is_of_round = False  # whether the system prompt says something else in each round of a loop
        self.has_turns = False

    # ------------------------------------------------------------ kinds of sightings

    def request(self, sink: Sink) -> None:
        """The parts of a call that sends a prompt, in the order in which the provider renders them."""
        for value in self._given(sink, sink.tools, "tools"):
            self.tools(value)
        for value in self._given(sink, sink.system, "system"):
            self.system(value)
        for value in self._given(sink, sink.messages, "messages"):
            self.messages(value)
        if sink.stores:
            self.blocks = [_stored(block) for block in self.blocks]
            self._remark(Breakpoint(self.path, self.span))
        self._shown(shown_in(self.sighting.parts), self.span)
        is_turn = not self.sighting.frame.machine.turns.isdisjoint(self.sighting.loops)
        self.continues = self.continues or sink.conversation or is_turn

    def _given(self, sink: Sink, names: Sequence[str], section: str) -> Iterator[Value]:
        """The arguments that are a section of the prompt, and the parts of others that are."""
        parts = self.sighting.parts
        yield from (parts[name] for name in names if name in parts)
        nested = (part_at(parts, path) for path, kind in sink.nested if kind == section)
        yield from (value for value in nested if value is not None)

    def settings(self, sink: Sink) -> Iterator[Placeholder]:
        """What varies of the settings of a request."""
        for path in (*sink.settings, *(path for path, section in sink.nested if section == "settings")):
            value = part_at(self.sighting.parts, path)
            bad = worst(opaques(value)) if value is not None else None
            if bad is not None:
                yield self._setting(path, bad)
        for path in sink.keys:
            key = part_at(self.sighting.parts, path)
            if key is not None and (made := self._made_anew(key, sink)) is not None:
                yield self._setting(path, made)

    def _made_anew(self, key: Value, sink: Sink) -> Opaque | None:
        """What makes a key another one in each request."""
        parts = [part for name in sink.messages if (part := self.sighting.parts.get(name)) is not None]
        made = renewed(key)
        return made if made is not None and self._is_made_for(made, parts) else summed_up(key, parts)

    def _is_made_for(self, key: Opaque, parts: Sequence[Value]) -> bool:
        """Whether a key is made for one request: ahead of a loop it may be that of a conversation which grows in it."""
        grows = any(isinstance(part, Listing) and (part.grows or part.continues) for part in parts)
        if not grows or not self.sighting.loops:
            return True
        return key.path == self.path and self.span.start <= key.span.start < self.span.end

    def _setting(self, path: str, value: Opaque) -> Placeholder:
        found = self._final(replace(value, form=path.rpartition(".")[2]).placeholder())
        assert isinstance(found, Placeholder)
        return found

    def message(self, role: str, content: Value) -> None:
        """One message by itself."""
        role = _ALIASES.get(role, role)
        section = Section.SYSTEM if role in SYSTEM_ROLES else Section.MESSAGES
        self.content(section, role or "user", content, self.span)
        # A short one may as well be news in a conversation that is under way.
        speaks = role in SYSTEM_ROLES and self._speaks()
        self.continues = role == "assistant" or speaks or self._is_replayed(content)

    def _is_replayed(self, content: Value) -> bool:
        """Whether a message is made of each turn of a conversation, so that the later ones follow it."""
        loops = self.sighting.loops
        return bool(loops) and any(each.loop in loops and tells_history(each.name) for each in opaques(content))

    def _speaks(self) -> bool:
        """Whether there is enough constant text for instructions."""
        return sum(said(block.segments) for block in self.blocks) >= _INSTRUCTIONS

    def text(self, name: str, value: Value) -> None:
        """A text that is called a prompt."""
        if isinstance(value, Listing) and has_messages(value.items):
            self.messages(value)
            self.continues = True
            return
        is_system = name_strength(name) is Strength.SYSTEM or name.startswith(("system", "instruction"))
        self.content(
            Section.SYSTEM if is_system else Section.MESSAGES, "system" if is_system else "user", value, self.span
        )
        self.continues = is_system
        self.resumes = is_system and adds_instructions(self.sighting.node)

    # ------------------------------------------------------------ parts

    def system(self, value: Value) -> None:
        """A system prompt: text, blocks, or a function that makes it."""
        if isinstance(value, Known) and value.content is None:
            return
        self.content(Section.SYSTEM, "system", value, self.span)

    def tools(self, value: Value) -> None:
        """A list of tools; the text of each as far as it is known."""
        for item in value.items if isinstance(value, Listing) else alone(value):
            self._tool(item)

    def _tool(self, item: Item) -> None:
        match item:
            case Repeat(over, items):
                self._border(Section.TOOLS, self._sent(over).placeholder(Kind.LOOP))
                for each in items:
                    self._tool(each)
                self._border(Section.TOOLS, end_of(over))
            case Choice(test, arms):
                self._choice(Section.TOOLS, test, arms, self._tool)
            case Spread(value):
                self._tool(value)
            case Either(test, arms):
                self._choice(Section.TOOLS, test, [(arm,) for arm in arms], self._tool)
            case Known(content=None):
                pass
            case Listing(items=several):
                for each in several:
                    self._tool(each)
            case Function():
                step = Step(item.module.path, self.span, "a tool")
                name = item.qualname.rpartition(".")[2]
                self._block(
                    Section.TOOLS, "", Text.constant(name, step.path, step.span).segments, self.span, Content.TOOL
                )
            case _:
                self._block(Section.TOOLS, "", self._tool_text(item), self.span, Content.TOOL, mark_of(item))

    def _sent(self, over: Opaque) -> Opaque:
        """What tools are made of, with the way to where they are sent; what stands in the request needs no telling."""
        step = self._step(SENT)
        last = over.steps[-1] if over.steps else Step(over.path, over.span, "")
        return over if holds(step, last) else over.via(step)

    def _tool_text(self, item: Value) -> Sequence[Segment]:
        step = self._step("a tool")
        if isinstance(item, Dictionary):
            row: list[Segment] = []
            for entry in item.entries:
                if isinstance(entry, Pair) and entry.key != "cache_control":
                    row += data_of(entry, step)
                elif isinstance(entry, Spread):
                    row += as_text(entry.value, step).segments
            return row
        return as_text(told_of(item) if isinstance(item, Instance) else item, step).segments

    def messages(self, value: Value) -> None:
        """A conversation: a list of messages, some of which may not be known."""
        match value:
            case Text():
                self.content(Section.MESSAGES, "user", value, self.span)
            case Listing():
                # What a loop adds to around a request is a conversation, whatever the loop goes over.
                is_longer = value.grows and bool(self.sighting.loops)
                self.continues = self.continues or value.continues or is_longer
                self.resumes = self.resumes or value.continues or (is_longer and self.is_of_round)
                self.grows = self.grows or value.grows
                self._turns(value)
            case _:
                self._message(Spread(value))

    def _turns(self, value: Listing) -> None:
        """The messages of a list, and ahead of what a round of a loop says those of the rounds before."""
        is_told = not value.rounds
        for place, item in enumerate(value.items):
            if not is_told and said_before(value, place, self.sighting.loops):
                is_told = self.continues = True
                before = Opaque("messages", Stability.SESSION, self.path, self.span)
                self._block(Section.MESSAGES, "user", (before.placeholder(),), self.span)
            self._message(item)

    def _message(self, item: Item) -> None:
        match item:
            case Repeat(over, items):
                self.continues = self.continues or tells_turns(_asked(over.name), items)
                self._border(Section.MESSAGES, over.placeholder(Kind.LOOP))
                for each in items:
                    self._message(each)
                self._border(Section.MESSAGES, end_of(over))
            case Choice(test, arms):
                self._choice(Section.MESSAGES, test, arms, self._message)
            case Spread(Listing() as value):
                self.messages(value)
            case Spread(Text() | Opaque() | Either() as value) | (Opaque() as value):
                self._unseen(value)
            case Dictionary():
                self._spoken(item.get("role"), item.get("content"), item)
                self._shown(shown_in(item), item.span)
            case Instance():
                content = (
                    item.fields.get("content") or item.fields.get("parts") or (item.args[0] if item.args else None)
                )
                self._spoken(item.fields.get("role"), content, item)
            case Listing(kind="tuple", items=pair) if len(pair) == 2:  # noqa: PLR2004 a role and a text
                role, said = pair
                if not isinstance(role, Spread | Repeat | Choice) and not isinstance(said, Spread | Repeat | Choice):
                    self._spoken(role, said, item)
            case Either(test, arms):
                self._choice(Section.MESSAGES, test, [(arm,) for arm in arms], self._message)
            case _:
                pass

    def _unseen(self, value: Value) -> None:
        """Messages that are not known one by one."""
        self.continues = True
        step = self._step("messages")
        bad = value if isinstance(value, Opaque) else worst(opaques(value))
        if bad is not None and bad.evidence is Evidence.NAME and bad.stability is Stability.REQUEST:
            bad = replace(bad, stability=Stability.SESSION)  # a list of messages called `input` goes on with each turn
        if bad is not None and bad.is_unknown and words_of(_asked(bad.name))[-1:] == ["history"]:
            # A part of a list of messages: whatever else may have a history, this is one of messages.
            bad = replace(bad, stability=Stability.SESSION, evidence=Evidence.NAME)
        if bad is not None:
            self.has_turns = bad.stability is Stability.SESSION and tells_history(_asked(bad.name))
            # A list that is only spelled out may be what is said in one turn, unless that stands behind it.
            self.resumes = self.resumes or (self.has_turns and self.sighting.sink is not None)
            role = "assistant" if bad.type == ANSWER else "user"
            self._block(Section.MESSAGES, role, (bad.via(step).placeholder(),), self.span)

    def _spoken(self, role: Value | None, content: Value | None, item: Value) -> None:
        known = role.known if isinstance(role, Text) else None
        # Who says what a model has answered needs no telling.
        is_answer = isinstance(content, Opaque) and content.type == ANSWER
        name = (known or role_of(item) or ("assistant" if is_answer else "user")).lower()
        name = _ALIASES.get(name, name)
        is_first = not any(
            block.section is Section.MESSAGES and block.role not in SYSTEM_ROLES and not is_border(block)
            for block in self.blocks
        )
        section = Section.SYSTEM if name in SYSTEM_ROLES and is_first else Section.MESSAGES
        self.resumes = self.resumes or (self.has_turns and name == "user")
        if content is not None:
            self.content(section, name, content, place_of(item) or self.span, mark_of(item))

    def _shown(self, value: Opaque | None, span: Span) -> None:
        if value is not None:
            self._block(Section.MESSAGES, "user", (value.placeholder(),), span, Content.MEDIA)

    def content(self, section: Section, role: str, value: Value, span: Span, mark: Breakpoint | None = None) -> None:
        """What a message or a system prompt consists of."""
        match value:
            case Listing(kind="list" | "tuple" | "generator", items=items) if any(is_part(item) for item in items):
                for item in items:
                    self._part(section, role, item, span)
                self._remark(mark)
            case Listing(kind="list" | "tuple" | "generator", items=items):
                for item in items:
                    self._part(section, role, item, span)
            case Known(content=None):
                pass
            case Instance():  # when it was made, or under which number, is no text
                self._typed(section, role, value)
            case Either(test, arms) if any(isinstance(arm, Listing | Dictionary) for arm in arms):
                self._choice(
                    section, test, [(arm,) for arm in arms], lambda arm: self._arm(section, role, arm, span, mark)
                )
            case _:
                text = as_text(value, self._step(SENT)).segments
                is_told = role in SYSTEM_ROLES and (self.sighting.kind == "request" or said(text) >= _INSTRUCTIONS)
                row = [written(part, role, is_told=is_told) for part in text]
                self._block(section, role, row, span, mark=mark)

    def _arm(self, section: Section, role: str, item: Item, span: Span, mark: Breakpoint | None) -> None:
        if not isinstance(item, Spread | Repeat | Choice):
            self.content(section, role, item, span, mark)

    def _part(self, section: Section, role: str, item: Item, span: Span) -> None:
        match item:
            case Repeat(over, items):
                # A window on the parts of one message drops nothing of what was sent before.
                over = replace(over, nature=Nature.PLAIN) if over.nature is Nature.WINDOW else over
                self._border(section, over.placeholder(Kind.LOOP))
                for each in items:
                    self._part(section, role, each, span)
                self._border(section, end_of(over))
            case Choice(test, arms):
                self._choice(section, test, arms, lambda each: self._part(section, role, each, span))
            case Spread(value):
                self._block(section, role, as_text(value, self._step(SENT)).segments, span)
            case Dictionary() | Instance():
                self._typed(section, role, item)
            case Either(test, arms):
                self._choice(
                    section, test, [(arm,) for arm in arms], lambda each: self._part(section, role, each, span)
                )
            case Known(content=None):
                pass
            case _:
                self._block(section, role, as_text(item, self._step(SENT)).segments, span)

    def _typed(self, section: Section, role: str, item: Dictionary | Instance) -> None:
        """A part of a message with a type: text, an image, the result of a tool."""
        fields = (
            {e.key: e.value for e in item.entries if isinstance(e, Pair)}
            if isinstance(item, Dictionary)
            else item.fields
        )
        if "cachePoint" in fields:
            self._remark(point_at(fields["cachePoint"], self.path, item.span))
            return
        kind = fields.get("type")
        name = kind.known if isinstance(kind, Text) else "text"
        content = fields.get("text", fields.get("content"))
        if name in ("tool_result", "tool_use", "image", "document", "image_url", "input_image", "thinking"):
            what = (
                Content.THINKING if name == "thinking" else Content.OTHER if name.startswith("tool") else Content.MEDIA
            )
            values = [value for key, value in fields.items() if key not in ("cache_control", "type")]
            bad = worst(opaque for value in values for opaque in opaques(value))
            row = (bad.placeholder(),) if bad is not None else ()
            self._block(section, role, row, item.span, what, mark_of(item))
            return
        if content is None:
            content = next(iter(item.args), None) if isinstance(item, Instance) else rest_of(item)
        row_text = as_text(content, self._step(SENT)).segments if content is not None else ()
        self._block(section, role, row_text, item.span, mark=mark_of(item))

    # ------------------------------------------------------------ blocks

    def _block(
        self,
        section: Section,
        role: str,
        segments: Sequence[Segment],
        span: Span,
        content: Content = Content.TEXT,
        mark: Breakpoint | None = None,
    ) -> None:
        row = tuple(self._final(self._as_sent(section, segment)) for segment in balanced(segments))
        self.is_of_round = self.is_of_round or (section is Section.SYSTEM and self._tells_round(segments, row))
        if row or mark is not None:
            self.blocks.append(Block(section, role, row, self.path, span, mark, content))

    def _as_sent(self, section: Section, segment: Segment) -> Segment:
        """What the system prompt says in a copy of the messages: how often these change tells nothing of it."""
        if section is not Section.SYSTEM or not isinstance(segment, Filled) or segment.loop not in self.sighting.loops:
            return segment
        if segment.evidence is not Evidence.NAME or not tells_history(_last(segment.name)):
            return segment
        return replace(segment, stability=Stability.UNKNOWN)

    def _final(self, segment: Segment) -> Segment:
        """A segment as rules see it; what the loop around a request goes over changes with each request."""
        if not isinstance(segment, Filled):
            return segment
        if (declared := by_declaration.filled(self.sighting.frame, segment)) is not None:
            return declared
        level, evidence = segment.stability, segment.evidence
        if segment.loop in self.sighting.groups:
            is_open = level in _OF_ROUNDS or evidence is Evidence.NAME or level is Stability.REQUEST
            level, evidence = (Stability.SHARED, Evidence.SOURCE) if is_open else (level, evidence)
            return _placed(segment, level, evidence)
        is_request = self.sighting.kind == "request"
        is_open = level in _OF_ROUNDS or evidence is Evidence.NAME
        if is_request and is_open and segment.loop in self.sighting.loops:
            # Each object that a loop makes with a prompt of its own begins a conversation of its own.
            is_made = self.sighting.sink is not None and self.sighting.sink.conversation
            level, evidence = Stability.SESSION if is_made else Stability.REQUEST, Evidence.SOURCE
        return _placed(segment, level, evidence)

    def _tells_round(self, segments: Sequence[Segment], row: Sequence[Segment]) -> bool:
        loops = set(self.sighting.loops) - self.sighting.frame.machine.mapped
        is_there = any(isinstance(each, Filled) and each.loop in loops for each in segments) if loops else False
        return is_there and any(isinstance(each, Placeholder) and each.stability is Stability.REQUEST for each in row)

    def _border(self, section: Section, segment: Segment) -> None:
        role = "" if section is Section.TOOLS else "user"
        content = Content.TOOL if section is Section.TOOLS else Content.TEXT
        self.blocks.append(Block(section, role, (self._final(segment),), self.path, self.span, None, content))

    def _choice(self, section: Section, test: Opaque, arms: Sequence[Sequence[Item]], each: object) -> None:
        assert callable(each)
        start = len(self.blocks)
        steps = (self._step(SENT),) if section is Section.TOOLS else ()  # tools are put together far from there
        self._border(section, replace(test, steps=steps).placeholder(Kind.TEST))
        for number, arm in enumerate(arms):
            if number:
                self._border(section, Placeholder("", Stability.CONSTANT, test.path, test.span, Kind.ELSE))
            for item in arm:
                each(item)
        self._border(section, end_of(test))
        if len(self.blocks) == start + 1 + len(arms):  # nothing but the borders
            del self.blocks[start:]

    def _remark(self, mark: Breakpoint | None) -> None:
        if mark is not None and self.blocks:
            self.blocks[-1] = replace(self.blocks[-1], breakpoint=mark)

    def _step(self, text: str) -> Step:
        return Step(self.path, self.span, text)


def _stored(block: Block) -> Block:
    """A block of an entry that is stored: a document is other data in each entry, and asked about again and again."""
    if block.section is not Section.MESSAGES:
        return block
    segments = tuple(
        replace(segment, stability=Stability.UNKNOWN)
        if isinstance(segment, Placeholder) and segment.stability in (Stability.SESSION, Stability.REQUEST)
        else segment
        for segment in block.segments
    )
    return replace(block, segments=segments)


def _placed(segment: Filled, level: Stability, evidence: Evidence) -> Placeholder:
    """A value as rules see it, at a level."""
    return Placeholder(
        segment.name,
        level,
        segment.path,
        segment.span,
        segment.kind,
        segment.form,
        segment.nature,
        evidence,
        segment.steps,
    )


def build(sighting: Sighting, prompt_id: str, sources: Sequence[str], model: str | None) -> Prompt | None:
    """The prompt that a sighting shows; None where nothing of its text is known."""
    builder = Builder(sighting)
    sink = sighting.sink
    if sink is not None:
        builder.request(sink)
        named = next((sighting.parts[name] for name in sink.model if name in sighting.parts), None)
        if isinstance(named, Text) and named.known:
            model = named.known
    elif sighting.kind == "message":
        builder.message(sighting.name, sighting.parts["content"])
    elif sighting.kind == "tools":
        builder.tools(sighting.parts["tools"])
    elif sighting.kind == "body":
        builder.request(RAW_BODY)
    else:
        builder.text(sighting.name, sighting.parts["text"])
    if (
        sink is None
        and not builder.continues
        and is_of_turns([part for each in builder.blocks for part in each.segments])
    ):
        return None
    settings = tuple(builder.settings(sink)) if sink is not None else ()
    segments = [segment for block in builder.blocks for segment in block.segments]
    segments += settings if builder.blocks else ()
    has_mark = any(block.breakpoint for block in builder.blocks)
    if not has_mark and not any(isinstance(s, Literal) for s in segments) and not any(_tells(s) for s in segments):
        return None
    automatic = None
    if sink is not None:
        automatic = next((breakpoint_of(sighting.parts[n]) for n in sink.automatic if n in sighting.parts), None)
    return Prompt(
        id=prompt_id,
        path=builder.path,
        blocks=tuple(builder.blocks),
        format="python",
        limits=limits(model, sink.provider if sink is not None else None),
        model=model,
        automatic=automatic,
        is_request=sink is not None and not sink.conversation and not sink.is_part,
        sources=tuple(dict.fromkeys((builder.path, *sources))),
        is_likely=sink is None,
        continues=builder.continues,
        grows=builder.grows,
        resumes=builder.resumes,
        settings=settings,
        turn=sighting.turn,
    )


def _last(name: str) -> str:
    """What is asked for in the end: `self.state.messages` is messages."""
    return name.rpartition(".")[2]


def _asked(name: str) -> str:
    """The same, of what a method gives as well: `store.get_history(session)` is a history."""
    if not name.endswith((")", "…")):
        return _last(name)
    words = words_of(_last(name.partition("(")[0]))
    return "_".join(words[1:] if words[:1] and words[0] in _GIVING else words)


def _tells(segment: Segment) -> bool:
    return isinstance(segment, Placeholder) and segment.stability in (
        Stability.SESSION,
        Stability.REQUEST,
        Stability.VOLATILE,
    )
