"""The base of every record: a frozen table of fields that was checked when it was made.

Promises: fields are strict (true is no number, 30.0 is no number, "30" is no number), unknown fields are refused, a
record never changes, and `read(record.data())` gives the same record. A value that does not fit gives a finding in
govtool's words, with the place of the value inside the data.

Does not read YAML or write it, and knows no kind of record by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from govtool.core.canonical import emit
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import ID_PATTERN
from govtool.core.wording import Wording
from govtool.errors import Refused

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from govtool.core.catalogue import Catalogue
    from govtool.core.state import State

Location = tuple[str | int, ...]
"""The way to a value inside the data: names of fields and positions in lists (from 0)."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

Table = Annotated[Mapping[_Key, _Value], AfterValidator(lambda value: MappingProxyType(dict(value)))]
"""A field of names with values, `Table[MemberId, int]`; frozen like the rest, in the order that was read."""


class SchemaError(Refused):
    """The data do not fit the record. `locations[i]` is the place of the value of `findings[i]`."""

    def __init__(self, findings: Iterable[Finding], locations: Iterable[Location]) -> None:
        super().__init__(findings)
        self.locations: tuple[Location, ...] = tuple(locations)


def optional(description: str) -> Any:
    """A field that is None unless it is given, and is left out of the file then."""
    return Field(default=None, description=description)


def optional_list(description: str) -> Any:
    """A field that is an empty tuple unless it is given, and is left out of the file then."""
    return Field(default=(), description=description)


class Record(BaseModel):
    """The base of every record. A subclass lists its fields in the order in which files hold them.

    A field with the default None or an empty tuple is left out of the file while it has that value. Every other field
    is always written, even if it is null or empty.
    """

    said: ClassVar[Wording | None] = None
    """A record of the kind in a sentence: what an action asks for, or what a statement does."""
    columns: ClassVar[tuple[Wording, ...]] = ()
    """A record of the kind as a row of a list; its first fields if the kind names no columns."""
    row_form: ClassVar[str] = ""
    """An example of how people type a record of the kind as one row of a list; empty if they cannot."""
    row_key: ClassVar[tuple[str, str]] = ("", "")
    """The fields that a row may begin with as `NAME=VALUE`, without naming them."""
    for_federation: ClassVar[bool] = False
    """Whether only a federation has it. A co-operative refuses it, and its help does not list it."""

    # Most commands meet few kinds: the check of a kind is built when its first record is read or made.
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, defer_build=True
    )

    def __init_subclass__(cls, **options: Any) -> None:
        """Keeps pydantic from reading the types of class variables, which are no fields, again for every kind below.
        That took a tenth of the time in which a command starts.
        """
        super().__init_subclass__(**options)
        for kind in (Record, cls):
            types = vars(kind).get("__annotations__", {})
            types.update((name, ClassVar) for name, text in types.items() if str(text).startswith("ClassVar["))

    @classmethod
    def from_row(cls, typed: Mapping[str, object]) -> Mapping[str, object]:
        """The fields of a record from those that a person typed as a row: with what need not be typed."""
        return typed

    @classmethod
    def read(cls, value: object, path: str = "", at: Location = (), *, kinds: Catalogue | None = None) -> Self:
        """The record that plain data (as strict YAML gives them) describe.

        `path` is the file for the findings, `at` the place of `value` inside it. `kinds` is the catalogue for the words
        of the record; a record that holds actions needs it. Raises SchemaError with everything that does not fit.
        """
        try:
            return cls.model_validate(_with_tuples(value), by_alias=True, by_name=False, context=kinds)
        except ValidationError as error:
            raise _schema_error(error, path, at) from None

    def data(self) -> dict[str, Any]:
        """The record as plain data for a file: fields in order, tuples as lists."""
        values = self.__dict__
        return {
            key: _plain(values[name])
            for name, key, omitted in _fields(type(self))
            if omitted is _NEVER or values[name] != omitted
        }

    @cached_property
    def as_file(self) -> bytes:
        """The bytes of the record's file. Made once: an entry of the docket is as long as its voter list, and used
        often.
        """
        return emit(self.data())

    def changed(self, **updates: object) -> Self:
        """The same record with other values in some fields, checked anew. Raises SchemaError like `read`. A field is
        named as in Python or as in the file.
        """
        names = {name: key for name, key, _ in _fields(type(self))}
        values = {key: getattr(self, name) for name, key in names.items()}
        named = {names.get(name, name): value for name, value in updates.items()}
        try:
            return self.model_validate(values | _with_tuples_of(named), by_name=True, by_alias=True)
        except ValidationError as error:
            raise _schema_error(error, "", ()) from None


class FileRecord(Record):
    """The base of every record that is a file of its own: `home` gives its path. Its file is found by the fields that
    its path holds, in their order.
    """

    home: ClassVar[Home]

    @property
    def is_closed(self) -> bool:
        """Whether its place is among the closed files, which nothing changes any more, if its home has such a place."""
        return False

    @property
    def path(self) -> str:
        """The path of the record. Raises AttributeError if the record lacks a field of its path, as an index record
        does.
        """
        return self.home.path(*[getattr(self, field) for field in self.home.fields], closed=self.is_closed)

    @classmethod
    def of(cls, state: State, *values: Any) -> Self | None:
        """The record with these fields, open or closed; None if there is none, or if no file can have such a name."""
        for closed in range(len(cls.home.templates)):
            try:
                found = state.get(cls, cls.home.path(*values, closed=closed))
            except ValueError:
                return None
            if found is not None:
                return found
        return None

    @classmethod
    def one(cls, state: State, *values: Any) -> Self:
        """The record with these fields. Raises LookupError if there is none."""
        found = cls.of(state, *values)
        if found is None:
            raise LookupError(f"{cls.home.path(*values)} is missing")
        return found

    @classmethod
    def all(cls, state: State, *values: Any, closed: bool = False, newest_first: bool = False) -> Iterator[Self]:
        """Every record with these first fields, in the order of their names; each is read at its turn."""
        paths = cls.home.paths(state, *values, closed=closed, newest_first=newest_first)
        return (found for path in paths if (found := state.get(cls, path)) is not None)


class Worded(Record):
    """The base of the records that a file names by a word, such as actions and statements; `kind` is the word."""

    kind: ClassVar[str] = ""
    brings_people: ClassVar[bool] = False
    """Whether it brings somebody in, which is not possible once the organisation winds up."""


class _Never:
    """Stands for "never left out": equal to no value."""


_NEVER = _Never()


@cache
def _fields(record: type[Record]) -> tuple[tuple[str, str, object], ...]:
    """Name in Python, name in the file, and the value at which the field is left out."""
    return tuple(
        (name, field.alias or name, field.default if field.default in (None, ()) else _NEVER)
        for name, field in record.model_fields.items()
    )


_SCALARS = frozenset({str, int, bool, type(None)})
_NESTED = frozenset({list, tuple, dict})


def _plain(value: object) -> Any:
    if type(value) in _SCALARS:  # nearly every value, and the tests below are slow
        return value
    if isinstance(value, Record):
        return value.data()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _with_tuples(value: object) -> object:
    """Lists, which is what YAML gives, as the tuples that frozen records hold."""
    if isinstance(value, (list, tuple)):
        return tuple([_with_tuples(item) for item in value])
    if isinstance(value, dict):
        return _with_tuples_of(value)
    return value


def _with_tuples_of(table: dict[Any, Any]) -> dict[Any, Any]:
    if _NESTED.isdisjoint(map(type, table.values())):  # nearly every table
        return table
    return {key: item if type(item) in _SCALARS else _with_tuples(item) for key, item in table.items()}


def _schema_error(error: ValidationError, path: str, at: Location) -> SchemaError:
    said = error.errors(include_url=False)
    # A list with wrong entries is not also reported as too short: the findings name these entries already.
    details = [one for one in said if one["type"] != "too_short" or not _is_around(one["loc"], said)]
    # Pydantic marks a bad name of a table by a last step "[key]", which stands nowhere in the file.
    locations = [(*at, *(step for step in detail["loc"] if step != "[key]")) for detail in details]
    findings = [_finding(detail, path, place) for detail, place in zip(details, locations, strict=True)]
    return SchemaError(findings, locations)


def _is_around(place: tuple[str | int, ...], details: list[ErrorDetails]) -> bool:
    """Whether another finding is about a part of the value at a place."""
    return any(len(one["loc"]) > len(place) and one["loc"][: len(place)] == place for one in details)


_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this record",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "none_required": "must be null",
    "model_type": "must be a table of fields",
    "dict_type": "must be a table of names and values",
    "mapping_type": "must be a table of names and values",
    "literal_error": "must be {expected}, not {input}",
    "string_pattern_mismatch": "does not have the right form: {input}",
    "string_too_short": "must be text of {min_length} or more characters",
    "string_too_long": "must be text of at most {max_length} characters",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
}


def _finding(detail: ErrorDetails, path: str, location: Location) -> Finding:
    """The finding for one broken field, in govtool's words. Ids and file names have codes of their own."""
    where = ".".join(str(part) for part in location) or "the record"
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "id" or (kind == "string_pattern_mismatch" and context.get("pattern") == ID_PATTERN):
        return finding("id", path, where=where, id=_short(detail["input"]))
    if kind == "name" and "what" in context:
        return finding("name", path, where=where, name=context["name"], what=context["what"])
    what = detail["msg"]
    if kind in _SENTENCES:
        what = _SENTENCES[kind].format_map({**context, "input": repr(_short(detail["input"]))})
    return finding("schema", path, where=where, what=what)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:60] + "…"
