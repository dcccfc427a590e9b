"""The door to ruamel.yaml: changes values in a file that a person wrote, and keeps their comments and their order.

Promises: nothing comes to that library but what the strict reader has accepted, of a bounded size; and what comes out
is read by the strict reader again. It holds exactly the values that were asked for, in their order, and every comment
of the person, or `Unchangeable` is raised. So nothing that the library takes for something else has an effect.

No value has a meaning here: every word that stands without quotes is kept as it was written.
"""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tokens import CommentToken

from govtool.core.canonical import Value, emit
from govtool.errors import GovtoolError, Refused
from govtool.io.file.yamlfile import PERSON_LIMIT, load
from govtool.io.file.yamlparser import comments_of, indents_of
from govtool.io.file.yamlplace import Location

# What it raises for a file that it cannot keep is not said anywhere; a bug of ours is found by the tests as well.
_ITS_ERRORS = (
    *(YAMLError, RecursionError, ArithmeticError, AssertionError, AttributeError, LookupError),
    *(NotImplementedError, TypeError, ValueError),
)
_ENDLESS = 1 << 20
# where comments of ours begin, behind rows that are not longer
_COLUMN = 40


class Unchangeable(GovtoolError):
    """The file cannot be changed without the loss of something that a person wrote. It is as it was."""

    code = "unchangeable"


class _Words(VersionedResolver):
    """Takes no word for a number, a date or a truth value, whichever version of YAML it is."""

    @property
    def versioned_resolver(self) -> Any:
        """The table of such words."""
        return {}


def _library(indents: tuple[int, int] = (2, 2)) -> YAML:
    """The library as nobody used it before: what one file says of itself must not bear on the next."""
    made = YAML(typ="rt", pure=True)
    made.Resolver = _Words
    made.preserve_quotes = True
    made.width = _ENDLESS
    made.indent(mapping=indents[0], sequence=indents[1] + 2, offset=indents[1])
    return made


class Handwritten:
    """A file of a person's, while a program changes values of it."""

    def __init__(self, data: bytes, path: str, limit: int = PERSON_LIMIT) -> None:
        """Reads it. Raises YamlError with every fault, as the strict reader does, and Unchangeable."""
        self.value = load(data, path, limit).value
        self._path, self._limit, self._indents = path, limit, indents_of(data)
        self._comments = comments_of(data)
        try:
            self._root = _library().load(data.decode())
        except _ITS_ERRORS as error:
            raise self._unchangeable(error) from None

    def set(self, location: Location, value: Value, comment: str = "") -> None:
        """Puts a value at a place; where the place is new it comes last in its table, with a comment behind it.

        Raises LookupError where there is nothing around it, and Unchangeable.
        """
        *way, last = location
        around, holder, known = None, self._root, cast(Any, self.value)
        for step in way:
            around, holder, known = holder, holder[step], known[step]
        is_empty, is_new = not known, isinstance(known, dict) and last not in known
        known[last] = deepcopy(value)
        try:
            if is_new and is_empty and way:  # it stands as {} in the row of its name, and so do the comments
                _replace(around, way[-1], {str(last): value}, comment)
            elif is_new:
                _append(holder, str(last), value, comment)
            else:
                _replace(holder, last, value)
        except _ITS_ERRORS as error:
            raise self._unchangeable(error) from None

    def explain(self, location: Location, comment: str) -> None:
        """Puts a comment behind the row of a place that has none yet. Raises LookupError, and Unchangeable."""
        *way, last = location
        holder = self._root
        for step in way:
            holder = holder[step]
        try:
            holder.yaml_add_eol_comment(comment, last, column=_COLUMN)
        except _ITS_ERRORS as error:
            raise self._unchangeable(error) from None

    @property
    def data(self) -> bytes:
        """The bytes of the changed file. Raises Unchangeable."""
        out = io.StringIO()
        try:
            _library(self._indents).dump(self._root, out)
            made = out.getvalue().encode()
            read = load(made, self._path, 4 * self._limit)  # comments are bytes as well
        except (*_ITS_ERRORS, Refused) as error:
            raise self._unchangeable(error) from None
        # as text: true is no 1, and the order of a table counts
        if repr(read.value) != repr(self.value):
            raise self._unchangeable("a value would become another one")
        left = iter(comments_of(made))
        lost = next((each for each in self._comments if each not in left), None)
        if lost is not None:
            raise self._unchangeable(f"this comment would be lost: {lost}")
        return made

    def _unchangeable(self, why: object) -> Unchangeable:
        what = why if isinstance(why, str) else f"the library that keeps comments cannot ({type(why).__name__})"
        return Unchangeable(f"{self._path} cannot be changed without a loss: {what}", "change it by hand")


def _append(holder: Any, key: str, value: Value, comment: str) -> None:
    """A new row at the end of a table. Lines that are written below its last row come below the new one."""
    is_flow = bool(holder.fa.flow_style())
    below = "" if is_flow or not holder else _take_below(holder, next(reversed(holder)), holder.lc.col)
    made, node = next(iter(_node({key: value}).items()))
    holder[made] = node
    if comment and not is_flow:
        holder.yaml_add_eol_comment(comment, made, column=_COLUMN)
    _put_below(holder, made, below)


def _replace(holder: Any, key: str | int, value: Value, comment: str = "") -> None:
    """Another value in a row. Text behind the row, and below it, stays. A comment comes behind its first row."""
    below = _take_below(holder, key)
    holder[key] = _node({"it": value})["it"]
    if comment:
        holder[key].yaml_add_eol_comment(comment, next(iter(holder[key])), column=_COLUMN)
    _put_below(holder, key, below)


def _node(value: dict[str, Value]) -> Any:
    """A table as the library keeps it, with quotes where the strict reader wants them."""
    return _library().load(emit(value).decode())


def _last_row(holder: Any, key: str | int) -> tuple[Any, str | int, int]:
    """The last row of everything that a row holds, with its place in the library's list of comments. The library keeps
    there the lines below the whole, behind those on the row itself.
    """
    while isinstance(inner := holder[key], CommentedMap | CommentedSeq) and inner and not inner.fa.flow_style():
        holder, key = inner, len(inner) - 1 if isinstance(inner, CommentedSeq) else next(reversed(inner))
    return holder, key, 0 if isinstance(holder, CommentedSeq) else 2


def _take_below(holder: Any, key: str | int, column: int = _ENDLESS) -> str:
    """Removes the lines that are written below a row, before the next one, and returns them. The first lines that are
    set in further than a column belong to the row and stay.
    """
    holder, key, place = _last_row(holder, key)
    kept = holder.ca.items.get(key)
    if not kept or kept[place] is None:
        return ""
    behind, *lines = kept[place].value.split("\n")
    steps = [len(line) - len(line.lstrip()) for line in lines]
    outer = next((number for number, line in enumerate(lines) if line.strip() and steps[number] <= column), len(lines))
    inner = max((number + 1 for number in range(outer) if lines[number].strip()), default=0)
    stays = "\n".join([behind, *lines[:inner]])
    kept[place] = CommentToken(f"{stays}\n", kept[place].start_mark) if stays else None
    return "\n".join(lines[inner:])


def _put_below(holder: Any, key: str | int, below: str) -> None:
    """Puts lines below a row."""
    if not below:
        return
    holder, key, place = _last_row(holder, key)
    kept = holder.ca.items.setdefault(key, [None, None, None, None])
    behind = kept[place].value.removesuffix("\n") if kept[place] else ""
    mark = kept[place].start_mark if kept[place] else CommentMark(0)
    kept[place] = CommentToken(f"{behind}\n{below}", mark)
