"""From the fields of an action's record to options of a command, and from what was typed to the values of the record.

A new action needs nothing here: its options, their kinds and their help follow from its model. Hours may be typed as
10h, amounts as 30.00, a public key as its line or a .pub file, nested values as YAML, and a long text as @FILE.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click

from govtool.core.money import minor_of
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.sshsig import SshFormatError
from govtool.domain.constitution.organization import PublicKey
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.motion import FileName
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.file.yamlfile import load
from govtool.roles.reference.meaning import meaning_of

Kind = Literal["text", "file", "integer", "minutes", "money", "truth", "choice", "key", "yaml"]
_HOURS = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,4})m?)?")
_UNITS = ("_minutes_per_week", "_minutes", "_minor")


@dataclass(frozen=True)
class Field:
    """One field of an action: its name in the file, the kind of its values, whether it is a list, whether it must be
    given. `meaning` is what it means, in words.
    """

    name: str
    kind: Kind
    is_list: bool
    is_required: bool
    choices: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def options(self) -> list[str]:
        """The names of its option, the shortest first: --to, --to-minutes."""
        plain = self.name.replace("_", "-")
        short = next((self.name.removesuffix(unit) for unit in _UNITS if self.name.endswith(unit)), self.name)
        if short == "committed":
            short = "hours"
        if self.name.startswith(("from_", "to_")):
            short = self.name.split("_", 1)[0]
        names = dict.fromkeys((f"--{short.replace('_', '-')}", f"--{plain}"))
        return [f"{name}/--no-{name[2:]}" for name in names] if self.kind == "truth" else list(names)

    @property
    def hint(self) -> str:
        """What can be typed."""
        words = {
            "text": "TEXT",
            "file": "FILE",
            "integer": "NUMBER",
            "minutes": "HOURS (10h, 7h30m)",
            "money": "AMOUNT (30 or 30.00)",
            "truth": "yes or no",
            "choice": "|".join(self.choices),
            "key": "KEY (a public key line or a .pub file)",
            "yaml": "YAML",
        }
        return words[self.kind] + (", may be repeated" if self.is_list else "")


def fields_of(action: type[Action]) -> Iterator[Field]:
    """The fields that a person types for an action, in the order of its record."""
    for name, info in action.model_fields.items():
        if name == "action":
            continue
        written = info.alias or name
        kind, is_list, choices = _shape(written, info.annotation, list(info.metadata))
        yield Field(written, kind, is_list, info.is_required(), choices, meaning_of(written, info.description))


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
        return "file" if _FILE_PATTERN in _patterns(metadata) else "text"
    return "key" if annotation is PublicKey else "yaml"


def _patterns(metadata: list[Any]) -> set[str]:
    found = {pattern for item in metadata if (pattern := getattr(item, "pattern", None))}
    for item in metadata:
        found |= _patterns(list(getattr(item, "metadata", ())))
    return found


_FILE_PATTERN = next(iter(_patterns(list(get_args(FileName)[1:]))))


def option_of(field: Field) -> click.Option:
    """The option of a field. What it must be is said later, so that on a terminal it can be asked for."""
    metavar, _, more = field.hint.partition(" ")
    words = field.meaning or field.name.replace("_", " ")
    help_text = f"{words[:1].upper()}{words[1:]}{'' if field.is_required else ', optional'}. {more.strip('()')}"
    if field.kind == "truth":
        return click.Option([*field.options, field.name], is_flag=True, default=None, help=help_text)
    metavar = metavar.rstrip(",")
    return click.Option([*field.options, field.name], multiple=field.is_list, metavar=metavar, help=help_text.rstrip())


def value_of(field: Field, typed: str, folder: Path, exponent: int) -> object:
    """The value that somebody typed; `folder` is where files are looked up. Raises UsageError."""
    if field.kind == "integer":
        return _integer(field, typed)
    if field.kind == "minutes":
        return minutes_of(typed)
    if field.kind == "money":
        return minor_of(typed, exponent)
    if field.kind == "key":
        return _key(typed, folder)
    if field.kind == "yaml":
        return _with_minor(yaml_value(typed, field.name), exponent)
    if field.kind == "truth":
        return typed.lower() in ("yes", "y", "true")
    if field.kind == "text" and typed.startswith("@"):
        return read_file(folder / typed[1:]).decode("utf-8", "replace").rstrip("\n") + "\n"
    return typed


def _with_minor(value: object, exponent: int) -> object:
    """Nested values, in which people write `amount: "30.00"` where a record holds minor units."""
    if not isinstance(value, dict):
        return value
    return {
        f"{key}_minor" if key == "amount" else key: minor_of(str(item), exponent) if key == "amount" else item
        for key, item in value.items()
    }


def _integer(field: Field, typed: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", typed, re.ASCII):
        raise UsageError(f"{typed!r} is not a whole number", f"{field.options[0]} NUMBER")
    return int(typed)


def minutes_of(typed: str) -> int:
    """Minutes from hours as people type them: 10h, 7h30m, 90m, or plain minutes. Raises UsageError."""
    match = _HOURS.fullmatch(typed.strip().lower().replace(" ", "")) if typed.strip() else None
    if match is None or not (match[1] or match[2]):
        raise UsageError(f"{typed!r} is no time of work", "write it as 10h, 7h30m or 90m")
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def _key(typed: str, folder: Path) -> dict[str, object]:
    line = (
        typed if typed.startswith(("ssh-", "sk-", "ecdsa-")) else read_file(folder / typed).decode("utf-8", "replace")
    )
    try:
        key = SshKey.parse(line.strip())
    except SshFormatError as error:
        raise UsageError(f"{typed[:60]} is no public key: {error.finding.values['what']}") from error
    return {"type": key.type, "blob": key.base64}


def yaml_value(typed: str, where: str) -> object:
    """The value that a piece of YAML stands for; text need not be quoted. Raises Refused with what is wrong."""
    document = load(f"value: {typed}\n".encode(), f"--{where}")
    return document.value["value"] if isinstance(document.value, dict) else None
