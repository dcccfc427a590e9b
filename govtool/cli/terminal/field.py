"""From the fields of a record to options of a command, and from what was typed to the values of the record.

A new action needs nothing here: its options, their kinds and their help follow from its model. Hours may be typed as
10h, amounts as 30.00, a public key as its line or a .pub file, and a row of a list as `rent=1200 owner=bob`. Other
nested values are YAML. @FILE gives a long text, or nested values.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click

from govtool.cli.terminal.typed import today
from govtool.core import typed, typed_name
from govtool.core.ids import NUMBER_PATTERN, MemberId
from govtool.core.record import Record
from govtool.core.share import SHARE_PATTERN
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.sshsig import SshFormatError
from govtool.core.times import DATE_PATTERN, DURATION_PATTERN, INSTANT_PATTERN
from govtool.core.typed_row import pairs
from govtool.domain.constitution.organization import PublicKey
from govtool.domain.decisions.motion import FileName
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.file.yamlfile import load
from govtool.io.signature.public_file import public_line
from govtool.roles.reference.field_help import meaning_of
from govtool.roles.said.near import nearest, offered

Kind = Literal[
    "text", "person", "file", "integer", "minutes", "money", "truth", "choice", "key", "yaml",
    "day", "instant", "duration", "share", "proposal",
]  # fmt: skip
_A_PERSON = get_args(MemberId)[-1]
"""Tells an id of a person from other ids."""
_UNITS = ("_minutes_per_week", "_minutes", "_minor")


@dataclass(frozen=True)
class Field:
    """One field of an action or a statement: its name in the file, the kind of its values, whether it is a list,
    whether it must be given. `meaning` is what it means, in words; `row` the kind of its rows, if people type rows.
    """

    name: str
    kind: Kind
    is_list: bool
    is_required: bool
    choices: tuple[str, ...] = ()
    meaning: str = ""
    row: type[Record] | None = None

    @property
    def options(self) -> list[str]:
        """The names of its option, the shortest first: --to, --to-minutes."""
        plain = self.name.replace("_", "-")
        short = next((self.name.removesuffix(unit) for unit in _UNITS if self.name.endswith(unit)), self.name)
        if short == "committed":
            short = "hours"
        if self.name.startswith(("from_", "to_")):
            short = self.name.split("_", 1)[0]
        if self.row is not None and self.is_list:
            short = short.removesuffix("s")
        names = dict.fromkeys((f"--{short.replace('_', '-')}", f"--{plain}"))
        return [f"{name}/--no-{name[2:]}" for name in names] if self.kind == "truth" else list(names)

    @property
    def hint(self) -> str:
        """The forms that a person can type."""
        words = "|".join(self.choices) or (f"ROW ({self.row.row_form!r})" if self.row else _KINDS[self.kind][0])
        return words + (", may be repeated" if self.is_list else "")


def fields_of(record: type[Record]) -> Iterator[Field]:
    """The fields that a person types for an action or a statement, in the order of its record."""
    for name, info in record.model_fields.items():
        if name == "action":
            continue
        written = info.alias or name
        kind, is_list, choices = _shape(written, info.annotation, list(info.metadata))
        meaning = meaning_of(written, info.description)
        yield Field(written, kind, is_list, info.is_required(), choices, meaning, _row_of(info.annotation))


def _row_of(annotation: Any) -> type[Record] | None:
    """The kind of record that people type as a row, if a field holds some."""
    parts = get_args(annotation)
    if isinstance(annotation, type) and not parts:
        return annotation if issubclass(annotation, Record) and annotation.row_form else None
    return next((found for part in parts if (found := _row_of(part)) is not None), None)


def _shape(name: str, annotation: Any, metadata: list[Any]) -> tuple[Kind, bool, tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _shape(name, inner, [*metadata, *more])
    if origin in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _shape(name, inner[0], metadata) if len(inner) == 1 else ("yaml", False, ())
    if origin is tuple:
        kind, _, choices = _shape(name, get_args(annotation)[0], [])
        return kind, True, choices
    if origin is Literal:
        return "choice", False, tuple(str(value) for value in get_args(annotation))
    return _plain_kind(name, annotation, metadata), False, ()


def _plain_kind(name: str, annotation: Any, metadata: list[Any]) -> Kind:
    if annotation is bool:
        return "truth"
    if annotation is int:
        ending: dict[str, Kind] = {"_minor": "money", "_minutes": "minutes", "_minutes_per_week": "minutes"}
        return next((kind for end, kind in ending.items() if name.endswith(end)), "integer")
    if annotation is str:
        if _A_PERSON in metadata and "affiliate" not in name:
            return "person"
        patterns = _patterns(metadata)
        return next((kind for pattern, kind in _BY_PATTERN.items() if pattern in patterns), "text")
    return "key" if annotation is PublicKey else "yaml"


def _patterns(metadata: list[Any]) -> set[str]:
    found = {pattern for item in metadata if (pattern := getattr(item, "pattern", None))}
    for item in metadata:
        found |= _patterns(list(getattr(item, "metadata", ())))
    return found


_BY_PATTERN: dict[str, Kind] = {
    DATE_PATTERN: "day",
    INSTANT_PATTERN: "instant",
    DURATION_PATTERN: "duration",
    SHARE_PATTERN: "share",
    NUMBER_PATTERN: "proposal",
    next(iter(_patterns(list(get_args(FileName)[1:])))): "file",
}
"""The kind of a text whose record asks for a pattern."""


def option_of(field: Field, *, is_asked: bool = True) -> click.Option:
    """The option of a field. If a terminal can ask for it, a later check requires it."""
    metavar, _, more = field.hint.partition(" ")
    words = field.meaning or field.name.replace("_", " ")
    form = f"Type {field.row.row_form!r}. " if field.row else ""
    more = f"{form}Can be repeated." if field.is_list else more.strip("()")
    help_text = f"{words[:1].upper()}{words[1:]}{'' if field.is_required else ', optional'}. {more}"
    if field.kind == "truth":
        return click.Option([*field.options, field.name], is_flag=True, default=None, help=help_text)
    metavar = metavar.rstrip(",")
    must = field.is_required and not is_asked
    names = [*field.options, field.name]
    return click.Option(names, multiple=field.is_list, metavar=metavar, help=help_text.rstrip(), required=must)


_KINDS: dict[Kind, tuple[str, Callable[[str], object] | None]] = {
    "text": ("TEXT", None),
    "person": ("PERSON", None),
    "file": ("FILE", None),
    "integer": ("NUMBER", typed.whole),
    "minutes": (f"HOURS ({typed.HOURS})", typed.hours),
    "money": (f"AMOUNT ({typed.AMOUNT})", None),
    "day": (f"DAY ({typed.DAY})", lambda text: typed.day(text, today())),
    "instant": (f"TIME ({typed.INSTANT})", typed.instant),
    "duration": (f"DURATION ({typed.DURATION})", typed.duration),
    "share": (f"SHARE ({typed.SHARE})", typed.share),
    "proposal": ("PROPOSAL (12 or 0012)", typed_name.proposal),
    "truth": (typed.TRUTH, typed.truth),
    "choice": ("CHOICE", None),
    "key": ("KEY (a public key line or a .pub file)", None),
    "yaml": ("YAML", None),
}
"""For each kind of value: the forms that a person can type, and the grammar, if it needs neither currency nor file."""


def value_of(field: Field, text: str, folder: Path, exponent: int, currency: str = "") -> object:
    """The value that somebody typed; `folder` is where files are looked up. Raises UsageError, Refused."""
    if field.kind == "choice":
        return typed.choice(text, field.choices)
    read = _KINDS[field.kind][1]
    if read is not None:
        return read(text)
    if field.kind == "money":
        return typed.money(text, exponent, currency)
    if field.kind == "key":
        return _key(text, folder)
    if field.row is not None and not text.lstrip().startswith(("{", "[", "@")):
        return _row(field.row, text, folder, exponent, currency)
    file = read_file(folder / text[1:]) if text.startswith("@") and field.kind in ("yaml", "text") else None
    if field.kind == "yaml":
        value = yaml_value(text, field.name) if file is None else load(file, text[1:]).value
        return _with_minor(value, exponent, currency)
    return text if file is None else file.decode("utf-8", "replace").rstrip("\n") + "\n"


def values_of(field: Field, typed: Iterable[str], folder: Path, exponent: int, currency: str = "") -> list[object]:
    """The values of a list that somebody typed. Several can be typed together: words between commas, YAML as a list.
    Raises UsageError, Refused.
    """
    are_words = field.kind in ("text", "person")
    parts = [part.strip() for item in typed for part in (item.split(",") if are_words else [item])]
    found = (value_of(field, part, folder, exponent, currency) for part in parts)
    return [each for value in found for each in (value if isinstance(value, list) else [value])]


def _row(kind: type[Record], text: str, folder: Path, exponent: int, currency: str) -> Mapping[str, object]:
    """The fields of a record that somebody typed as a row. Raises UsageError, Refused."""
    known = {option.removeprefix("--"): field for field in fields_of(kind) for option in field.options}
    found: dict[str, object] = {}
    for place, (name, value) in enumerate(pairs(text, kind.row_form)):
        field = known.get(name)
        if field is None and place == 0 and kind.row_key[0]:
            key, field = known[kind.row_key[0]], known[kind.row_key[1].replace("_", "-")]
            found[key.name] = value_of(key, name, folder, exponent, currency)
        if field is None:
            raise UsageError(f"a row has no {name!r}{offered(nearest(name, known))}", f"write it as {kind.row_form!r}")
        read = values_of(field, [value], folder, exponent, currency) if field.is_list else None
        found[field.name] = value_of(field, value, folder, exponent, currency) if read is None else read
    return kind.from_row(found)


def checked(field: Field, text: str) -> str:
    """The typed text. Raises UsageError if it is wrong, as far as it can be read without a currency and a folder."""
    if field.kind == "choice" or _KINDS[field.kind][1] is not None:
        value_of(field, text, Path(), 0)
    return text


def _with_minor(value: object, exponent: int, currency: str) -> object:
    """Nested values, in which people write `amount: "30.00"` where a record holds minor units."""
    if not isinstance(value, dict) or "amount" not in value:
        return value
    named = {"amount_minor" if key == "amount" else key: item for key, item in value.items()}
    return {**named, "amount_minor": typed.money(str(value["amount"]), exponent, currency)}


def _key(text: str, folder: Path) -> dict[str, object]:
    try:
        key = SshKey.parse(public_line(text, folder))
    except SshFormatError as error:
        raise UsageError(f"{text[:60]} is no public key: {error.finding.values['what']}") from error
    return {"type": key.type, "blob": key.base64}


def yaml_value(text: str, where: str) -> object:
    """The value that a piece of YAML stands for; text need not be quoted. Raises Refused with what is wrong."""
    document = load(f"value: {text}\n".encode(), f"--{where}")
    return document.value["value"] if isinstance(document.value, dict) else None
