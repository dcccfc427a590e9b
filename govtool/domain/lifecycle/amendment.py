"""Amending the bylaws: `changes`, each with a path, the value there now, and the new value.

An amendment must pass:
- the amend rule as it is
- the amend rule as it would be
- every rule that it weakens, in its present form and with its own voter list

So nobody lowers a threshold that protects a minority with fewer votes than the threshold itself requires. Every change
weakens a rule, with the exceptions that `core.rule.weakens` lists. A change of decisions, classes, votes, bands,
seasoning, or paths touches every rule that it affects.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from govtool.core.canonical import emit
from govtool.core.finding import Finding, finding
from govtool.core.record import Record, optional
from govtool.core.rule import weakens
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import CONFIRMATIONS, Bylaws, PathRow, bylaws_of
from govtool.domain.decisions.action import Action, Moment, Need, Undo
from govtool.domain.people.probation import Probation
from govtool.errors import Refused

KIND = "amend-bylaws"
_SPENDING = ("set-budget", "transfer-funds", "pay-debts")
"""The decisions on money: their rules must agree that a treasurer records more of it alone."""


class Change(Record):
    """One change at a dotted path, such as `rules.ordinary.period` or `paths.0`. Without `from` it adds a value (the
    length of a list appends to it); without `to` it removes the value.
    """

    said: ClassVar[Wording | None] = wording(
        "{path} from {from_:value} to {to:value}",
        ("from_", None, "{path} is new, {to:value}"),
        ("to", None, "{path} is taken out"),
    )

    path: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$")] = Field(
        description="the place in the bylaws, such as `rules.ordinary.period`"
    )
    from_: object = Field(default=None, alias="from", description="the value now; absent if there is none")
    to: object = optional("the new value; absent to remove it")

    @model_validator(mode="after")
    def _can_be_kept(self) -> Change:
        # The docket records it before the rules of the bylaws have checked it. Raises ValueError, for the schema.
        emit({"from": _plain(self.from_), "to": _plain(self.to)})
        return self


class AmendBylaws(Action):
    """Amend the bylaws."""

    said: ClassVar[Wording | None] = wording("Changes the bylaws: {changes:each}.")
    titled: ClassVar[Wording | None] = wording("Amend {changes:first path} in the bylaws")
    example: ClassVar[str] = "--set rules.ordinary.period=P14D --title 'Two weeks to vote'"

    action: Literal["amend-bylaws"]
    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=100)] = Field(
        description="the changes, one after the other"
    )

    @property
    def touches(self) -> frozenset[str]:
        """The places in the bylaws that change."""
        return frozenset(f"bylaws {change.path}" for change in self.changes)

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The amend rule before and after, and every rule that is weakened."""
        after = changed(bylaws, [self])
        found = [Need(bylaws.decisions[KIND].rule, decision=KIND)]
        # If votes or classes change, the same rule has another voter list afterwards, which must agree too.
        if _amending(after) != _amending(bylaws) or _shared(after) != _shared(bylaws):
            found.append(Need(after.decisions[KIND].rule, version="amended", decision=KIND))
        found.extend(Need(name, is_weakened=True) for name in weakened(bylaws, after))
        return tuple(found)

    def amended(self, bylaws: Bylaws) -> Bylaws:
        """The bylaws with the changes. Raises Refused if they cannot be made."""
        return changed(bylaws, [self])

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Every `from` is the value now, the new bylaws are valid, and nobody is stuck under them."""
        try:
            after = changed(bylaws_of(state), [self])
        except Refused as error:
            yield from error.findings
            return
        missing = [name for name in CONFIRMATIONS if name not in after.decisions]
        if missing and state.names(Probation.home.top):
            what = f"people are in probation: keep the decision {missing[0]} until the votes on them are over"
            yield finding("precondition", Bylaws.home.path(), what=what)

    def undo(self, state: State) -> Undo | None:
        """The values before at the same places; None if nothing changes. An entry that was taken out of a list or a
        table comes back at its place only with the whole of that list or table.
        """
        bylaws = bylaws_of(state)
        before, after = bylaws.data(), changed(bylaws, [self]).data()
        ways = [change.path.split(".") for change in reversed(self.changes)]
        for cut in range(max(map(len, ways))):
            places = dict.fromkeys(".".join(way[: max(1, len(way) - cut)]) for way in ways)
            back = _restoring(before, copy.deepcopy(after), places)
            if back is not None:
                return Undo(self.changed(changes=back)) if back else None
        raise LookupError("an amendment changes fields at the top of the bylaws only")

    def standing(self, state: State) -> Mapping[str, object]:
        """The values at the places that change."""
        data = bylaws_of(state).data()
        return {f"bylaws {change.path}": value_at(data, change.path) for change in self.changes}

    def effect(self, state: State, moment: Moment) -> State:
        """The bylaws are changed; their version is one more."""
        return state.keep(changed(bylaws_of(state), [self]))


def changed(bylaws: Bylaws, amendments: Iterable[AmendBylaws]) -> Bylaws:
    """The bylaws after amendments, one after the other. Raises Refused with the changes that do not fit."""
    for amendment in amendments:
        data = copy.deepcopy(bylaws.data())
        for change in amendment.changes:
            apply_change(data, change)
        data["version"] = bylaws.version + 1
        bylaws = Bylaws.read(data, Bylaws.home.path())
    return bylaws


def apply_change(data: dict[str, object], change: Change) -> None:
    """Makes a change in bylaws that are plain data, without judging the result. Raises Refused if it does not fit."""
    *way, last = change.path.split(".")
    if way == [] and last == "version":
        raise _moved(change, "the version counts the amendments by itself")
    if way == [] and last == "kind":
        raise _moved(change, "the kind is that of the founding, and never changes")
    if way[:1] == ["paths"] and len(way) > 1:
        # Rows move when others come before them: only a whole row, compared with `from`, is certainly the intended one.
        raise _moved(change, f"name the whole row, {'.'.join(way[:2])}; rows may have moved")
    holder: object = data
    for step in way:
        holder = _inner(holder, step, change)
    stands = _inner(holder, last, change, may_be_absent=True)
    wanted, to = _plain(change.from_), _plain(change.to)
    if stands is None and to is None:
        raise _moved(change, "there is no value to remove")
    if stands != wanted:
        raise _moved(change, f"the value is {_short(stands)} now, not {_short(wanted)}")
    if isinstance(holder, dict):
        if to is None:
            holder.pop(last, None)
        else:
            holder[last] = to
    elif isinstance(holder, list):
        _set_in_list(holder, int(last), to)


def _restoring(before: dict[str, object], data: dict[str, object], places: Iterable[str]) -> tuple[Change, ...] | None:
    """The changes at these places that make of the data, byte for byte, those before; None if they do not. The record
    has an order of its own for the fields at its top.
    """
    found = []
    for place in places:
        change = Change.read({"path": place, "from": value_at(data, place), "to": value_at(before, place)})
        if change.from_ != change.to:
            try:
                apply_change(data, change)
            except Refused:
                return None
            found.append(change)
    is_same = emit({**dict(sorted(data.items())), "version": 0}) == emit({**dict(sorted(before.items())), "version": 0})
    return tuple(found) if is_same else None


def value_at(value: object, path: str) -> object:
    """The value at a dotted path in plain data, None if there is none."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _set_in_list(holder: list[object], position: int, to: object) -> None:
    if to is None:
        del holder[position : position + 1]
    elif position == len(holder):
        holder.append(to)
    else:
        holder[position] = to


def _inner(holder: object, step: str, change: Change, *, may_be_absent: bool = False) -> object:
    if isinstance(holder, dict):
        if step in holder or may_be_absent:
            return holder.get(step)
    elif isinstance(holder, list) and step.isdigit() and int(step) <= len(holder):
        if int(step) < len(holder):
            return holder[int(step)]
        if may_be_absent:
            return None
    raise _moved(change, "there is no such place in the bylaws")


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _moved(change: Change, what: str) -> Refused:
    return Refused([finding("precondition", Bylaws.home.path(), what=f"{change.path}: {what}")])


def weakened(before: Bylaws, after: Bylaws) -> list[str]:
    """The rules, by name, that an amendment makes weaker or touches, sorted."""
    names = set(before.rules)
    if _shared(before) != _shared(after):
        return sorted(names)
    found = {name for name in names if name not in after.rules or weakens(before.rules[name], after.rules[name])}
    for name, decision in before.decisions.items():
        if after.decisions.get(name) != decision:
            found |= set(decision.rules)
    if after.limits.most_petty_minor > before.limits.most_petty_minor:
        spending = (before.decisions.get(name) for name in _SPENDING)
        found |= {rule for decision in spending if decision is not None for rule in decision.rules}
    return sorted(found | _rules_of_moved_paths(before.paths, after.paths))


def _amending(bylaws: Bylaws) -> tuple[object, ...]:
    """The rules that decide on amendments: that of the row, and the one that decides in its place among many people."""
    decision = bylaws.decisions[KIND]
    beyond = decision.beyond
    return decision.rule, bylaws.rules[decision.rule], beyond, bylaws.rules[beyond.rule] if beyond else None


def _shared(bylaws: Bylaws) -> tuple[object, ...]:
    """The parts of bylaws that affect every rule: the votes of each class, and the time from which people count."""
    return (
        {name: person_class.data() for name, person_class in bylaws.classes.items()},
        list(bylaws.classes),
        dict(bylaws.bands),
        bylaws.probation,
        bylaws.periods.vote_after,
        bylaws.periods.team_vote_after,
        bylaws.periods.rekeyed_votes_after,
    )


def _rules_of_moved_paths(before: tuple[PathRow, ...], after: tuple[PathRow, ...]) -> set[str]:
    """The rules of all rows from the first that differs: the first match wins, so each of them may lose paths."""
    if before == after:
        return set()
    same = next(
        (i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
        min(len(before), len(after)),
    )
    return {row.rule for row in before[same:] if row.rule is not None}
