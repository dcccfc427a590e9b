"""The parser behind `io.file.yamlfile`, for files that a person wrote: the only importer of a YAML library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from yaml import YAMLError, events
from yaml._yaml import CParser
from yaml.tokens import KeyToken

from govtool.core import character, text, word
from govtool.core.canonical import MAX_LEVELS, Value
from govtool.core.finding import Finding, finding
from govtool.io.file.yamllayout import NO_BLOCK, Piece, Problem
from govtool.io.file.yamlplace import Location, Position, YamlError

_Start: TypeAlias = events.MappingStartEvent | events.SequenceStartEvent

# A file of nothing but mistakes must not make a report that is longer than the file.
_MOST_FINDINGS = 20
_MARKER = re.compile(r"^(?:%|(?:---|\.\.\.)(?=\s|\Z))", re.MULTILINE)


def load_strict(data: bytes, path: str) -> dict[str, Value] | list[Value]:
    """The content of a file of any size, without the quick way for the canonical form; both agree on every file.

    Raises YamlError as `load` does.
    """
    content, findings = text.decode(data, path)
    findings += _marker_findings(content, path)
    if findings:
        raise YamlError(findings[:_MOST_FINDINGS])
    builder = _Builder(path, content)
    try:
        for event in _parse(data):
            builder.take(event)
            if builder.stopped:
                break
        # Only now are the levels known to be few, without which reading tokens is not linear.
        if "?" in content and not builder.findings:
            _refuse_question_marks(data, builder)
    except YAMLError as error:
        what = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
        builder.report("yaml", getattr(error, "problem_mark", None), what.strip())
    if builder.findings:
        raise YamlError(builder.findings)
    if builder.root is None:
        raise YamlError([finding("yaml", path, 1, 1, what="the file says nothing")])
    return builder.root


def _parse(data: bytes) -> Iterator[events.Event]:
    parser = CParser(data)
    while (event := parser.get_event()) is not None:
        yield event


def _marker_findings(content: str, path: str) -> list[Finding]:
    found = _MARKER.search(content)
    if found is None:
        return []
    line, column = text.place(content, found.start())
    what = f"{found[0]} at the start of a line; a file is one document, without markers and directives"
    return [finding("yaml", path, line, column, what=what)]


def _refuse_question_marks(data: bytes, builder: _Builder) -> None:
    """Reports a key that is written with `?`: only tokens, not events, tell it from another key."""
    parser = CParser(data)
    while not builder.stopped and (token := parser.get_token()) is not None:
        if isinstance(token, KeyToken) and _position(token.start_mark) != _position(token.end_mark):
            builder.report("yaml", token.start_mark, "a key with ? is not allowed; write it as KEY: VALUE")


def _position(mark: object) -> Position:
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def _index(mark: object) -> int:
    return getattr(mark, "index", 0)


class _Builder:
    """Builds the value from the events of the parser, one by one, and notes what is wrong on the way."""

    def __init__(self, path: str, content: str) -> None:
        self.path = path
        self.content = content
        self.escapes = "\\" in content
        self.findings: list[Finding] = []
        self.stopped = False
        self.root: dict[str, Value] | list[Value] | None = None
        # The collections that are open, outermost first, and for each the key that waits for its value.
        self.opened: list[dict[str, Value] | list[Value]] = []
        self.keys: list[str | None] = []
        # The column of each open collection in block style, and how many are in flow style, which is always inside it.
        self.blocks: list[int] = []
        self.flows = 0
        # Where the last value or bracket ended.
        self.done = 0

    def report(self, code: str, mark: object, what: str) -> None:
        self.report_at(code, _position(mark), what)

    def report_at(self, code: str, position: Position, what: str) -> None:
        line, column = position
        self.findings.append(finding(code, self.path, line, column, what=what))
        self.stopped = self.stopped or len(self.findings) >= _MOST_FINDINGS

    def take(self, event: events.Event) -> None:
        """One event. If it leaves open what the rest of the file would mean, the builder stops."""
        self._check_layout(event)
        if isinstance(event, events.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, events.MappingStartEvent):
            self._take_start(event, {})
        elif isinstance(event, events.SequenceStartEvent):
            self._take_start(event, [])
        elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            self.opened.pop()
            self.keys.pop()
            if self.flows:
                self.flows -= 1
            else:
                self.blocks.pop()
        elif isinstance(event, events.AliasEvent):
            self._stop("yaml", event, "an alias (*) is not allowed; write the value out")

    def _stop(self, code: str, event: events.Event, what: str) -> None:
        self.report(code, event.start_mark, what)
        self.stopped = True

    def _stop_at_mark(self, event: _Start | events.ScalarEvent) -> None:
        mark = "a tag (!)" if event.anchor is None else "an anchor (&)"
        self._stop("yaml", event, f"{mark} is not allowed; write the value out, and text in quotes")

    def _awaits_key(self) -> bool:
        return bool(self.opened) and self.keys[-1] is None and isinstance(self.opened[-1], dict)

    def _take_start(self, event: _Start, collection: dict[str, Value] | list[Value]) -> None:
        if event.anchor is not None or event.tag is not None:
            self._stop_at_mark(event)
        elif self._awaits_key():
            self._stop("yaml", event, "a key must be a text, not a list or a mapping")
        elif len(self.opened) >= MAX_LEVELS:
            self._stop("limits", event, f"more than {MAX_LEVELS} levels")
        else:
            if self.opened:
                self._put(collection)
            else:
                self.root = collection
            self.opened.append(collection)
            self.keys.append(None)
            # Block style cannot stand inside flow style: once in, every inner collection counts.
            if event.flow_style or self.flows:
                self.flows += 1
            else:
                self.blocks.append(_position(event.start_mark)[1] - 1)

    def _take_scalar(self, event: events.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._stop_at_mark(event)
            return
        if not self.opened:
            # Also because parsers disagree on the indentation of a block text that is the whole file.
            self._stop("yaml", event, "a file holds fields (KEY: VALUE) or a list")
            return
        value: Value = event.value
        if not event.style:
            try:
                value = word.meaning(event.value)
                if self.flows and "?" in event.value:
                    self.report("yaml", event.start_mark, "a text with ? inside [] or {} needs quotes")
            except word.WordError as error:
                self.report(error.code, event.start_mark, error.what)
        elif self.escapes and event.style == '"':
            self._check_escapes(event)
        if self._awaits_key():
            self._take_key(event, value)
        else:
            self._put(value)

    def _layout_problems(self, event: events.Event) -> Iterator[Problem]:
        """The problems that other readers have with the layout from the last event to the end of this one."""
        column = self.blocks[-1] if self.blocks else NO_BLOCK
        piece = Piece(self.content, self.done, _index(event.start_mark), _index(event.end_mark), column)
        self.done = max(self.done, piece.end)
        if self.flows:
            yield from piece.problems_in_brackets()
        else:
            yield from piece.problems_in_front()
        if not isinstance(event, events.ScalarEvent):
            return
        if not self.flows:
            yield from () if self._awaits_key() else piece.problems_of_value()
            yield from piece.problems_of_block_text() if event.style in ("|", ">") else piece.problems_of_lines()
        if self.escapes and event.style == '"':
            yield from piece.problems_of_escapes()

    def _check_layout(self, event: events.Event) -> None:
        for problem in sorted(set(self._layout_problems(event))):
            if not self.stopped:
                self.report_at("yaml", text.place(self.content, problem.place), problem.what)

    def _check_escapes(self, event: events.ScalarEvent) -> None:
        place = character.first_refused(event.value)
        if place >= 0:
            self.report("invisible", event.start_mark, character.describe(event.value[place]))
        elif not character.is_composed(event.value):
            self.report("yaml", event.start_mark, "a letter is not in its composed form (Unicode NFC)")

    def _take_key(self, event: events.ScalarEvent, key: Value) -> None:
        if not isinstance(key, str):
            shown = word.shown(event.value)
            self.report("yaml", event.start_mark, f'a key must be a text; put it in quotes: "{shown}"')
        elif key in self.opened[-1]:
            self.report("yaml", event.start_mark, f"the key {word.shown(key)!r} stands twice")
        self.keys[-1] = event.value

    def _put(self, value: Value) -> None:
        innermost, key = self.opened[-1], self.keys[-1]
        if isinstance(innermost, list):
            innermost.append(value)
        elif key is not None:
            innermost[key] = value
            self.keys[-1] = None


def position_table(data: bytes) -> dict[Location, Position]:
    """The position of each value in a file that `load` has accepted."""
    table: dict[Location, Position] = {}
    # For each open collection: its location, and the key or the number of the next value in it.
    opened: list[tuple[Location, str | int | None]] = []
    for event in _parse(data):
        if isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            opened.pop()
        if not isinstance(event, (events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent)):
            continue
        location: Location = ()
        if opened:
            around, step = opened[-1]
            if step is None and isinstance(event, events.ScalarEvent):
                opened[-1] = (around, event.value)
                continue
            location = around if step is None else (*around, step)
            opened[-1] = (around, step + 1 if isinstance(step, int) else None)
        table[location] = _position(event.start_mark)
        if not isinstance(event, events.ScalarEvent):
            opened.append((location, None if isinstance(event, events.MappingStartEvent) else 0))
    return table


# What no value holds: for the door to the library that changes files ----------------------------------------------

_COMMENT = re.compile(r"(?<!\S)#[^\n]*")


def comments_of(data: bytes) -> list[str]:
    """The comments of a file that `load` has accepted, in the order of the file, without the space behind them."""
    content = data.decode()
    rest: list[str] = []
    done = 0
    for event in _parse(data):
        if isinstance(event, events.ScalarEvent):
            start, end = (getattr(mark, "index", 0) for mark in (event.start_mark, event.end_mark))
            is_block = event.style in ("|", ">")
            if is_block:  # its first line is none of the text
                start = content.index("\n", start, end) if "\n" in content[start:end] else end
            rest += [content[done:start], "\n" if is_block else "x" * (end > start)]
            done = end
    rest.append(content[done:])
    return [found.rstrip() for found in _COMMENT.findall("".join(rest))]


def indents_of(data: bytes) -> tuple[int, int]:
    """How far a file that `load` has accepted sets in a table inside a table, and the dash of a list inside a table; 2
    where it has none. The first of each speaks for all.
    """
    found: dict[type, int] = {}
    opened: list[tuple[type, int]] = []
    for event in _parse(data):
        if isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            opened.pop()
        elif isinstance(event, (events.MappingStartEvent, events.SequenceStartEvent)):
            column = _position(event.start_mark)[1]
            if not event.flow_style and opened and opened[-1][0] is events.MappingStartEvent:
                found.setdefault(type(event), column - opened[-1][1])
            opened.append((type(event), column))
    return found.get(events.MappingStartEvent, 2), found.get(events.SequenceStartEvent, 2)
