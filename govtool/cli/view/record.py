"""Shows a record to people: each field by its name in words, amounts as money, times in the time of this computer.

`--as-filed` and `--json` give the file itself, with its whole numbers of minor units.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import hours, local
from govtool.core.canonical import emit
from govtool.core.record import Record
from govtool.core.sshsig import PublicKey, SshFormatError
from govtool.core.state import State
from govtool.core.text import lines_of
from govtool.core.times import INSTANT_PATTERN
from govtool.domain.constitution.organization import shown

_MINUTES = re.compile("_?minutes(_per_week)?$")
_ENUMS = ("kind", "event", "result", "state", "standing", "cause", "type")
"""Fields whose values are words of the program, with hyphens."""


def tell_record(state: State, record: Record, but: Collection[str] = ()) -> None:
    """Prints the fields of a record in words, except some."""
    for line in lines_in_words(state, {name: value for name, value in record.data().items() if name not in but}):
        say(f"  {line}")


def tell_data(data: Mapping[str, object]) -> None:
    """Prints plain data in the form of a file."""
    for line in lines_of(emit(data).decode()):
        say(f"  {line}")


def in_short(state: State, data: Mapping[str, object]) -> Iterator[str]:
    """Each field of some data that holds anything, in one piece: `amount 30.00 USD`."""
    for name, value in data.items():
        label, words = _label(name), _words(state, name, value)
        if words:
            yield f"{label} {words}"


def lines_in_words(state: State, data: Mapping[str, object]) -> Iterator[str]:
    """Each field of some data as a line for people; a table inside it as lines further in."""
    for name, value in data.items():
        if isinstance(value, Mapping) and not _is_key(value):
            yield f"{_label(name)}:"
            yield from (f"  {line}" for line in lines_in_words(state, value))
        elif isinstance(value, list) and any(isinstance(each, Mapping | list) for each in value):
            yield f"{_label(name)}:"
            yield from (f"  - {_words(state, name, each)}" for each in value)
        elif words := _words(state, name, value):
            yield f"{_label(name)}: {words}"


def _label(name: str) -> str:
    """The name of a field in words, without its unit."""
    return _MINUTES.sub("", name.removesuffix("_minor")).replace("_", " ").strip() or "time"


def _words(state: State, name: str, value: object) -> str:
    """The value of a field in one piece; empty if there is none."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        if name.endswith("_minor"):
            return shown(state, value)
        return hours(value) if _MINUTES.search(name) else str(value)
    if isinstance(value, Mapping):
        return _key(value) if _is_key(value) else ", ".join(in_short(state, {str(k): v for k, v in value.items()}))
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(state, name, each) for each in value)))
    text = str(value)
    if re.fullmatch(INSTANT_PATTERN, text):
        return local(text)
    return text.replace("-", " ") if name in _ENUMS else text


def _is_key(value: Mapping[object, object]) -> bool:
    return value.keys() == {"type", "blob"}


def _key(value: Mapping[object, object]) -> str:
    """The fingerprint of a public key."""
    with contextlib.suppress(SshFormatError):
        return PublicKey.from_base64(str(value["type"]), str(value["blob"])).fingerprint
    return str(value["type"])
