"""The one way in which answers become JSON: a frozen value is shown by its fields, and a finding with its sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import click

from govtool.core.finding import Finding
from govtool.errors import GovtoolError, Refused


def print_json(value: object) -> None:
    """Prints an answer for a program; objects carry their format's number."""
    data = plain(value)
    text = json.dumps({"format": 1, **data} if isinstance(data, dict) else data, ensure_ascii=False, indent=1)
    # Names of files and branches are others' too: they may be no UTF-8, or steer the terminal that shows the answer.
    click.echo(text if text.isascii() and "\x7f" not in text else "".join(map(_letter, text)))


def answer(
    as_json: bool, data: Callable[[], object], tell: Callable[[], None], csv: Callable[[], str] | None = None
) -> None:
    """Prints the answer of a command: its data for a program, or a table for a spreadsheet, or what `tell` prints."""
    if as_json:
        print_json(data())
    elif csv is not None:
        click.echo(csv(), nl=False)
    else:
        tell()


def _letter(char: str) -> str:
    return char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1]


def print_error(error: GovtoolError) -> None:
    """Prints for a program why a command could not do its job: an object with the findings."""
    alone = {"code": error.code, **plain_fields(error)}
    found = sorted(error.findings, key=lambda each: each.order) if isinstance(error, Refused) else ()
    print_json({"findings": found or (alone,)})


def plain(value: object) -> object:
    """A frozen value as plain data, part by part. Raises TypeError for what has no one form in JSON, such as bytes."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Fraction | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(name): plain(each) for name, each in value.items()}
    if isinstance(value, Finding | GovtoolError) or _has_fields(value):
        return plain_fields(value)
    if isinstance(value, set | frozenset):
        return [plain(each) for each in sorted(value)]
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | memoryview):
        return [plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def plain_fields(value: object) -> dict[str, object]:
    """A value that has fields as plain data: what it says of itself (`data`), or each field by its name."""
    if isinstance(value, Finding):
        sentence, advice = said(value)
        place = {"path": value.path, "line": value.line, "column": value.column, "commit": value.commit}
        return {"code": value.code, **place, "message": sentence, "hint": advice}
    if isinstance(value, GovtoolError):
        return {"message": value.message, "hint": value.hint}
    data = getattr(value, "data", None)
    if callable(data):
        return {name: plain(each) for name, each in data().items()}
    names = getattr(value, "_fields", None) or [field.name for field in fields(value)]  # type: ignore[arg-type]
    return picked(value, " ".join(names))


def picked(value: object, names: str, /, **more: object) -> dict[str, object]:
    """Some fields of a value, and more beside them; `entry.title` is the field `title` of its entry.

    A field that is an empty text says that there is nothing, and is null.
    """
    found = {name.rpartition(".")[2]: attrgetter(name)(value) for name in names.split()}
    return {name: plain(None if each == "" else each) for name, each in (found | more).items()}


def said(finding: Finding) -> tuple[str, str]:
    """The sentence of a finding, and the advice."""
    # The table has hundreds of rows, and most commands find nothing wrong.
    from govtool.core.code import advice_of, sentence_of

    return sentence_of(finding), advice_of(finding)


def _has_fields(value: object) -> bool:
    is_one = is_dataclass(value) or hasattr(value, "_fields") or callable(getattr(value, "data", None))
    return is_one and not isinstance(value, type)


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{name!r} names no field of JSON")
    return name
