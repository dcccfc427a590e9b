"""Shows the file of a record to people: its fields as they are, and amounts of money as people write them.

`--as-filed` and `--json` give the file itself, with its whole numbers of minor units.
"""

from __future__ import annotations

from collections.abc import Mapping

from govtool.cli.terminal.render import say
from govtool.core.canonical import emit
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.text import lines_of
from govtool.domain.constitution.organization import shown

_MINOR = "_minor"


def tell_record(state: State, record: Record) -> None:
    """Prints the fields of a record."""
    tell_data(in_words(state, record))


def tell_data(data: Mapping[str, object]) -> None:
    """Prints plain data in the form of a file."""
    for line in lines_of(emit(data).decode()):
        say(f"  {line}")


def in_words(state: State, record: Record) -> dict[str, object]:
    """A record's data with its amounts as people write them: `amount_minor: 3000` is `amount: "30.00 USD"`."""
    return dict(_field(state, name, value) for name, value in record.data().items())


def _field(state: State, name: str, value: object) -> tuple[str, object]:
    if name.endswith(_MINOR) and isinstance(value, int):
        return name.removesuffix(_MINOR), shown(state, value)
    return name, _value(state, value)


def _value(state: State, value: object) -> object:
    if isinstance(value, Mapping):
        return dict(_field(state, str(name), each) for name, each in value.items())
    return [_value(state, each) for each in value] if isinstance(value, list) else value
