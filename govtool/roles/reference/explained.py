"""A record as a text for a person to change: the rows of its file, each with what it means as a comment behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.core.record import Record
from govtool.io.file.roundtrip import Handwritten
from govtool.io.file.yamlplace import Location
from govtool.roles.reference.field_help import meaning_of


def explained(record: Record, name: str) -> bytes:
    """The text; `name` is the file's. Raises YamlError where the record is larger than a file of a person's may be."""
    file = Handwritten(record.as_file, name)
    for location, meaning in _meanings(record, ()):
        file.explain(location, meaning)
    return file.data


def _meanings(value: object, at: Location) -> Iterator[tuple[Location, str]]:
    """The meaning of each field in a record's file, with the fields of the records inside it."""
    if isinstance(value, Record):
        shown = value.data()
        for name, info in type(value).model_fields.items():
            key = info.alias or name
            if key in shown:
                meaning = meaning_of(key, info.description)
                if meaning:
                    yield (*at, key), meaning
                yield from _meanings(getattr(value, name), (*at, key))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _meanings(inner, (*at, name))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _meanings(inner, (*at, place))
