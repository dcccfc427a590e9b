"""The paths of the files of a kind of record: one template gives the path, its folder and its fields.

`registry/members/{id:shard}/{id}.yaml`: a name in braces is a field of the record. The fields come in the order in
which people name them. The word behind the colon is the form of the field (`FORMS`); `06d` is a number with so many
digits.

Promises: a path follows its template. A value that would make another step or a hidden file (`a/b`, `..`, nothing) is
refused. The fields are read back from a path: `path(*match(path)) == path`. Does not check whether a file exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from govtool.core.state import State

_KEPT = 2**14
_DIGITS = 12
"""Digits of the longest number in a path. A path can come from anybody, and Python reads no number of thousands."""


class Form(NamedTuple):
    """The form of a field in a path, and how its value is read back; None if the path holds only a part of it. A form
    that `counts` writes a number, so its names are in the order of numbers: 999 comes before 1000.
    """

    write: Callable[[Any], str]
    read: Callable[[str], object] | None = None
    pattern: str = "[^/]+"
    counts: bool = False


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "": Form(str, str),
        "initial": Form(lambda name: name[:1]),
        "shard": Form(lambda name: name[:2]),
        "year": Form(lambda day: day[:4]),
        "month": Form(lambda day: day[5:7]),
        "day": Form(lambda at: at[:10]),
        "number": Form(str, str, f"[0-9]{{4,{_DIGITS}}}", counts=True),
        "hundred": Form(lambda number: f"{int(number) // 100:02d}", counts=True),
        "hundred-of-these": Form(lambda number: f"{int(number) // 100 % 100:02d}", counts=True),
        "ten-thousand": Form(lambda number: f"{int(number) // 10_000:02d}", counts=True),
        "hex": Form(lambda digest: digest.removeprefix("sha256:"), "sha256:{}".format),
        "hex-shard": Form(lambda digest: digest.removeprefix("sha256:")[:2]),
    }
)
"""The forms by name. Folders of a hundred, or by the first two letters (a shard), stay small."""
SPREAD: Mapping[str, str] = MappingProxyType(
    {
        "initials": "{{{0}:initial}}/{{{0}:shard}}",
        "hundreds": "{{{0}:ten-thousand}}/{{{0}:hundred-of-these}}",
    }
)
"""Two steps that one form stands for. A folder is written anew with each event in it, so none may grow without end: at
a million minutes and a hundred thousand people each holds some 250 names.
"""


def _spread(template: str) -> str:
    """The template with both steps of each form of `SPREAD`."""
    return re.sub(rf"\{{(\w+):({'|'.join(SPREAD)})\}}", lambda field: SPREAD[field[2]].format(field[1]), template)


def _form(text: str) -> Form:
    if re.fullmatch("0[1-9]d", text):
        pattern = f"[0-9]{{{text[1]}}}|[1-9][0-9]{{{text[1]},{_DIGITS - 1}}}"
        return Form(f"{{:{text}}}".format, int, pattern, counts=True)
    return Form(str, str, text) if "|" in text else FORMS[text]


@dataclass(frozen=True)
class Template:
    """One template. It is taken apart at its first use: most commands meet few kinds."""

    text: str

    @cached_property
    def _pieces(self) -> list[tuple[str, str, Form]]:
        """For each field the text before it, its name and its form; the text after the last field has no name."""
        found = Formatter().parse(self.text)
        return [(before, name or "", _form(form or "")) for before, name, form, _ in found]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, each once, in order."""
        return tuple(dict.fromkeys(name for _, name, _ in self._pieces if name))

    @cached_property
    def counts(self) -> bool:
        """Whether it holds a number, by whose value names are in order."""
        return any(name and form.counts for _, name, form in self._pieces)

    @cached_property
    def shown(self) -> str:
        """The paths as people write them: `registry/teams/*.yaml`."""
        return re.sub(r"\{[^}]*?(\w+\|[^}]+)?\}", lambda field: f"({field[1]})" if field[1] else "*", self.text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        steps = (re.escape(before) + (f"({form.pattern})" if name else "") for before, name, form in self._pieces)
        return re.compile("".join(steps))

    def path(self, values: tuple[Any, ...]) -> str:
        """The path of these fields. Raises ValueError if a value cannot be part of a name."""
        given = dict(zip(self.fields, values, strict=True))
        path = "".join([before + form.write(given[name]) if name else before for before, name, form in self._pieces])
        if path.count("/") != self.text.count("/") or "/." in path or "//" in path:
            raise ValueError(f"{path!r} does not fit {self.text}")
        return path

    def match(self, path: str) -> tuple[Any, ...] | None:
        """The fields of a path, None if it does not fit the template."""
        match = self._pattern.fullmatch(path)
        if match is None:
            return None
        found: dict[str, Any] = {}
        for text, (_, name, form) in zip(match.groups(), self._pieces, strict=False):
            found[name] = form.read(text) if form.read else f"{found[name]}-{text}" if name in found else text
        return tuple(found.values())


@cache
def _above(template: Template, count: int) -> tuple[Template, list[str]]:
    """The folder that the first fields of a template give, and the steps below it."""
    known = set(template.fields[:count])
    steps = template.text.split("/")
    above = list(takewhile(lambda step: known.issuperset(Template(step).fields), steps[:-1]))
    return Template("/".join(above)), steps[len(above) :]


@dataclass(frozen=True)
class Home:
    """The paths of the files of a kind of record, by the kind's name. `closed` is the template for files that nothing
    changes any more, if they have another place. `values` are fields of the template, in its order.
    """

    kind: str
    template: str
    closed: str = ""

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The template, and the one of closed files if there is one."""
        return tuple(Template(_spread(text)) for text in (self.template, self.closed) if text)

    @property
    def top(self) -> str:
        """The folder that holds all files of the kind."""
        return "/".join(takewhile(lambda step: "{" not in step, self.template.split("/")[:2]))

    @property
    def shown(self) -> tuple[str, ...]:
        """The paths as people write them, one for each template."""
        return tuple(template.shown for template in self.templates)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return self.templates[0].fields

    @cached_property
    def path(self) -> Callable[..., str]:
        """A function that gives the path of the file with these fields: `path(*values, closed=False)`. It raises
        ValueError if a value cannot be part of a name. Rules need the paths of the same people again and again, so each
        is kept.
        """
        return lru_cache(_KEPT)(self._path)

    def _path(self, *values: Any, closed: bool = False) -> str:
        return self.templates[closed].path(values)

    def match(self, path: str) -> tuple[Any, ...] | None:
        """The fields that a path holds, None if it is no path of the kind. A time of which the path holds only a part
        is cut to that part: `2026-11`.
        """
        found = (template.match(path) for template in self.templates)
        return next((values for values in found if values is not None), None)

    def folder(self, *values: Any, closed: bool = False) -> str:
        """The folder that holds all files with these first fields."""
        return _above(self.templates[closed], len(values))[0].path(values)

    def paths(self, state: State, *values: Any, closed: bool = False, newest_first: bool = False) -> Iterator[str]:
        """The paths of the files with these first fields, by name; looks into one folder at a time. There are none if
        no file can have such a name.
        """
        above, steps = _above(self.templates[closed], len(values))
        try:
            way = above.path(values)
        except ValueError:
            return iter(())
        return _below(state, way, steps, newest_first)

    def folders(self, state: State) -> Iterator[str]:
        """Every folder that holds files of the kind, in the order of their names. Looks at folders only."""
        above, steps = _above(self.templates[0], 0)
        return _below(state, above.path(()), steps[:-1], newest_first=False)

    def firsts(self, state: State, *, newest_first: bool = False) -> Iterator[str]:
        """The first field of the files, as far as their folders show it, such as each month. Looks at folders only."""
        top, folder = self.folder(), _above(self.templates[0], 1)[0].text.split("/")
        ways = _below(state, top, folder[top.count("/") + 1 :], newest_first)
        return (way[len(top) + 1 :].replace("/", "-") for way in ways)

    def listed(
        self, state: State, *values: Any, closed: bool = False, newest_first: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        """The fields of the files with these first fields, in the order of their names. Reads none of the files."""
        paths = self.paths(state, *values, closed=closed, newest_first=newest_first)
        return (fields for fields in map(self.match, paths) if fields is not None)


def _below(state: State, way: str, steps: list[str], newest_first: bool) -> Iterator[str]:
    if not steps:
        yield way
        return
    names = _in_order(steps[0], state.names(way)) if "{" in steps[0] else (steps[0],)
    for name in reversed(names) if newest_first else names:
        yield from _below(state, f"{way}/{name}", steps[1:], newest_first)


@cache
def _step(text: str) -> Template:
    return Template(text)


def _in_order(step: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names that fit one step of a template, in the order of their fields; `names` are sorted as text."""
    if not _step(step).counts or len(set(map(len, names))) < 2:  # nearly always: text of one length
        return names
    return tuple(sorted(names, key=_by_value))


def _by_value(name: str) -> list[tuple[int, str]]:
    """A key that sorts by text, but each number in a name by its value, however long it is."""
    parts = [part.lstrip("0") if part.isdecimal() else part for part in re.split("([0-9]+)", name)]
    return [(len(part) if place % 2 else 0, part) for place, part in enumerate(parts)]
