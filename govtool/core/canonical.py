"""Canonical YAML: the one way to write a value down, and the quick reader of exactly that way.

Promises:
- Equal values are equal bytes, permanently and on every machine. Golden files hold the layout.
- Any YAML reader of version 1.1 or 1.2 reads back the value that `emit` wrote.
- `read` accepts a file if and only if it is what `emit` writes for the value that it returns.

Does not read what people write: that is the strict reader in io.

The layout: block style, keys in the order given, two spaces a level, a list stands two spaces deeper than
its key, each item behind `- `. Every text stands in JSON quotes on one line; numbers are decimal integers;
an empty collection is `[]` or `{}`; the file ends with one line feed. Comments cannot occur.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from json import JSONEncoder
from typing import TypeAlias
from unicodedata import combining

from govtool.core import character

Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | bool | None"

MAX_LEVELS = 16
MAX_INTEGER = 10**18
# YAML readers look only 1,024 characters ahead for the colon of a key.
MAX_KEY_CHARACTERS = 1000

_quote_json = JSONEncoder(ensure_ascii=False).encode
# JSON quotes hold these characters unchanged: printable ASCII without the quote and the backslash. Nearly every text.
_PLAIN_TEXT = re.compile(r"[ !#-\[\]-~]*")
_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_-]*")
# A reader of YAML 1.1 takes these keys for a truth value or for nothing unless they are in quotes.
_WORDS_TO_QUOTE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_MARKS_AFTER_LINE_FEED = re.compile(r"(?<!\\)((?:\\\\)*)\\n([^\x00-\x7f]+)")


def emit(value: Mapping[str, object]) -> bytes:
    """The canonical bytes of a record.

    Raises TypeError for a value that is no mapping, list, tuple, text, integer, truth value or None. Raises ValueError
    for one that the strict reader would refuse:
    - a text with invisible characters, or not composed
    - an integer beyond 10^18
    - more than 16 levels
    - a key of more than 1,000 characters
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"a record is a mapping, not {type(value).__name__}")
    if not value:
        return b"{}\n"
    lines: list[str] = []
    _add_mapping(lines, value, "", "", 1)
    lines.append("")
    return "\n".join(lines).encode()


def _add_mapping(lines: list[str], value: Mapping[str, object], first: str, indent: str, level: int) -> None:
    """Adds a mapping that is not empty; its first line starts with `first`, the others with `indent`."""
    _check_level(level)
    inner = indent + "  "
    for key, item in value.items():
        head = f"{first}{_key(key)}:"
        if type(item) is str:  # nearly every item
            lines.append(f"{head} {quote(item)}")
        elif type(item) is int and -MAX_INTEGER <= item <= MAX_INTEGER:
            lines.append(f"{head} {item}")
        else:
            _add_item(lines, item, head, inner, level)
        first = indent


def _add_list(lines: list[str], items: list[object] | tuple[object, ...], first: str, indent: str, level: int) -> None:
    """Adds a list that is not empty; its first line starts with `first`, the others with `indent`."""
    _check_level(level)
    inner = indent + "  "
    for item in items:
        if isinstance(item, Mapping) and item:
            _add_mapping(lines, item, first + "- ", inner, level + 1)
        elif isinstance(item, (list, tuple)) and item:
            _add_list(lines, item, first + "- ", inner, level + 1)
        else:
            lines.append(f"{first}- {_scalar(item, level)}")
        first = indent


def _add_item(lines: list[str], item: object, head: str, inner: str, level: int) -> None:
    if isinstance(item, str):
        lines.append(f"{head} {quote(item)}")
    elif isinstance(item, Mapping) and item:
        lines.append(head)
        _add_mapping(lines, item, inner, inner, level + 1)
    elif isinstance(item, (list, tuple)) and item:
        lines.append(head)
        _add_list(lines, item, inner, inner, level + 1)
    else:
        lines.append(f"{head} {_scalar(item, level)}")


def _check_level(level: int) -> None:
    if level > MAX_LEVELS:
        raise ValueError(f"more than {MAX_LEVELS} levels")


def _scalar(value: object, level: int) -> str:
    if isinstance(value, str):
        return quote(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("an integer beyond 10^18")
        return int.__repr__(value)
    if isinstance(value, (Mapping, list, tuple)):
        _check_level(level + 1)
        return "{}" if isinstance(value, Mapping) else "[]"
    raise TypeError(f"{type(value).__name__} cannot be written; write text or an integer")


@lru_cache(maxsize=1024)
def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key is text, not {type(key).__name__}")
    plain = _PLAIN_KEY.fullmatch(key) and key not in _WORDS_TO_QUOTE
    quoted = str.__str__(key) if plain else quote(key)
    if len(quoted) > MAX_KEY_CHARACTERS:
        raise ValueError(f"a key of more than {MAX_KEY_CHARACTERS} characters")
    return quoted


def quote(text: str) -> str:
    """The text in JSON quotes, as canonical YAML holds it.

    Raises ValueError for a text that cannot be read back: one with a control, invisible or bidirectional
    character, or not in the composed form NFC.
    """
    if _PLAIN_TEXT.fullmatch(text):
        return '"' + text + '"'
    place = character.first_refused(text)
    if place >= 0:
        raise ValueError(f"a text with {character.describe(text[place])}")
    if not character.is_composed(text):
        raise ValueError("a text that is not in the composed form NFC")
    quoted = _quote_json(text)
    if text.isascii():
        return quoted
    # The letter of the escape `\n` would compose with an accent that follows it: the file would not be NFC.
    return _MARKS_AFTER_LINE_FEED.sub(_escape_marks, quoted)


def _escape_marks(found: re.Match[str]) -> str:
    run = found[2]
    length = next((place for place, mark in enumerate(run) if not combining(mark)), len(run))
    escaped = "".join(mark if ord(mark) > 0xFFFF else f"\\u{ord(mark):04x}" for mark in run[:length])
    return f"{found[1]}\\n{escaped}{run[length:]}"


_TEXT = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_LINE = re.compile(
    rf"^((?:  )*)((?:- )*)(?:([a-z][a-z0-9_-]*|{_TEXT}):( ?))?"
    rf"({_TEXT}|0|-?[1-9][0-9]{{0,18}}|true|false|null|\[\]|\{{\}})?\n",
    re.MULTILINE,
)
# One line of a record without lists and tables, such as a ballot. It begins where a line begins: a search from every
# letter of a long word to its end would take hours.
_FLAT_LINE = re.compile(
    rf"^([a-z][a-z0-9_-]*): ({_TEXT}|0|-?[1-9][0-9]{{0,18}}|true|false|null|\[\]|\{{\}})\n", re.MULTILINE
)
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}

_Collections: TypeAlias = "list[dict[str, Value] | list[Value]]"


class _NotCanonical(Exception):
    """The file is not what `emit` writes."""


def read(data: bytes) -> dict[str, Value] | None:
    """The value of a file in canonical form; None if it is anything else, also where that is good YAML."""
    if data == b"{}\n":
        return {}
    try:
        text = data.decode()
        if not text.endswith("\n") or character.first_refused(text) >= 0 or not character.is_composed(text):
            return None
        flat = None if "\n " in text else _read_flat(text)
        return _read_lines(text) if flat is None else flat
    except (UnicodeDecodeError, _NotCanonical):
        return None


def _read_flat(text: str) -> dict[str, Value] | None:
    """The value of a file that holds only `key: scalar` lines, all found at once; None if it holds anything else."""
    found = _FLAT_LINE.findall(text)
    # A search skips what fits nowhere, so the lengths must add up: colon, space and line feed a line.
    if sum([len(key) + len(scalar) + 3 for key, scalar in found]) != len(text):
        return None
    value = {key: _read_scalar(scalar, 1) for key, scalar in found if _is_plain(key)}
    return value if len(value) == len(found) else None


def _read_lines(text: str) -> dict[str, Value]:
    found = _LINE.findall(text)
    # Each match is one whole line, and a search skips what is no line of ours.
    if len(found) != text.count("\n"):
        raise _NotCanonical
    root: dict[str, Value] = {}
    # The collections that are open, outermost first. The layout puts number i at column 2 * i.
    opened: _Collections = [root]
    waiting = ""  # the key whose collection begins on the next line, as it stands in the file; a list has none
    for indent, dashes, key, space, scalar in found:
        depth = len(indent) // 2
        if waiting:
            if depth != len(opened):
                raise _NotCanonical
            _open(opened, _name(waiting), [] if dashes else {})
        elif depth != len(opened) - 1:
            if depth >= len(opened):
                raise _NotCanonical
            del opened[depth + 1 :]
        innermost = opened[-1]
        waiting = ""
        if space and scalar and not dashes and type(innermost) is dict and key not in innermost and _is_plain(key):
            innermost[key] = _read_scalar(scalar, len(opened))  # nearly every line
        elif space and scalar and dashes == "- " and type(innermost) is list and _is_plain(key):
            _open(opened, None, {key: _read_scalar(scalar, len(opened) + 1)})  # a table in a list: a voter on a roll
        else:
            waiting = _read_line(opened, len(dashes) // 2, key, space, scalar)
    if waiting:
        raise _NotCanonical
    return root


@lru_cache(maxsize=1024)
def _is_plain(key: str) -> bool:
    """Whether a key that needs no quotes has none, as `emit` writes it."""
    return key[0] != '"' and key not in _WORDS_TO_QUOTE and len(key) <= MAX_KEY_CHARACTERS


def _read_line(opened: _Collections, dashes: int, key: str, space: str, scalar: str) -> str:
    """Puts the value of a line in its place; returns the key if its collection begins on the next line, else ""."""
    for number in range(1, dashes + 1):
        if number == dashes and not key:
            _put(opened, None, _read_scalar(scalar, len(opened)))
            return ""
        _open(opened, None, {} if number == dashes else [])
    if not key or bool(space) != bool(scalar):
        raise _NotCanonical
    name = _name(key)
    if not scalar:
        return key
    _put(opened, name, _read_scalar(scalar, len(opened)))
    return ""


def _name(key: str) -> str:
    """The name that a key in the file stands for, if it is written as `emit` writes it."""
    if key[0] != '"':
        if not _is_plain(key):
            raise _NotCanonical
        return key
    name = _unquote(key)
    if _key_or_refuse(name) != key:
        raise _NotCanonical
    return name


def _open(opened: _Collections, key: str | None, collection: dict[str, Value] | list[Value]) -> None:
    if len(opened) >= MAX_LEVELS:
        raise _NotCanonical
    _put(opened, key, collection)
    opened.append(collection)


def _put(opened: _Collections, key: str | None, value: Value) -> None:
    innermost = opened[-1]
    if isinstance(innermost, dict):
        if key is None or key in innermost:
            raise _NotCanonical
        innermost[key] = value
    elif key is None:
        innermost.append(value)
    else:
        raise _NotCanonical


def _read_scalar(scalar: str, levels: int) -> Value:
    if not scalar:
        raise _NotCanonical
    if scalar[0] == '"':
        return scalar[1:-1] if "\\" not in scalar else _unquote(scalar)
    if scalar in _WORDS:
        return _WORDS[scalar]
    if scalar in ("[]", "{}"):
        if levels >= MAX_LEVELS:
            raise _NotCanonical
        return [] if scalar == "[]" else {}
    number = int(scalar)
    if abs(number) > MAX_INTEGER:
        raise _NotCanonical
    return number


def _unquote(quoted: str) -> str:
    """The text in quotes, if these are the quotes and escapes that `emit` writes for it."""
    try:
        text = json.loads(quoted)
        if quote(text) != quoted:
            raise _NotCanonical
    except ValueError:
        raise _NotCanonical from None
    return str(text)


def _key_or_refuse(name: str) -> str:
    try:
        return _key(name)
    except ValueError:
        raise _NotCanonical from None
