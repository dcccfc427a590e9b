"""Renewing a proposal that waits: its actions take the values that main has now, instead of those it had then.

The person's file keeps its words, its order and its comments. The request of the proposal does not change. Judges
nothing: the filing does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govtool.core.canonical import Value
from govtool.core.state import State
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.proposal import FILE
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.errors import Refused
from govtool.io.file.roundtrip import Handwritten
from govtool.io.file.yamlplace import Location
from govtool.roles.decisions.action_sheet import bylaw_changes, standing_digest
from govtool.roles.decisions.proposal_service import read_proposal


@dataclass(frozen=True)
class Renewed:
    """One value that was renewed: where it stands, in which action, what it was and is."""

    location: Location
    action: str
    before: Value
    after: Value


def renewed(state: State, data: bytes) -> tuple[bytes, tuple[Renewed, ...]]:
    """A proposal.yaml with what main says now, and what is new in it. Raises Refused with what is wrong in the file,
    and Unchangeable where a comment would be lost.
    """
    read_proposal(data, state.catalogue)
    file = Handwritten(data, FILE)
    found = [
        Renewed((*where, *way), action["action"], before, after)
        for where, action in _actions(file.value)  # type: ignore[arg-type]
        for way, before, after in _standing(state, action)
        if before != after
    ]
    for each in found:
        file.set(each.location, each.after)
    return (file.data if found else data), tuple(found)


def _actions(proposal: Mapping[str, Any]) -> Iterator[tuple[Location, Mapping[str, Any]]]:
    """Each action of a proposal with its place: in the list of actions, or in that of an option."""
    for place, action in enumerate(proposal.get("actions", ())):
        yield ("actions", place), action
    for option, offered in enumerate(proposal.get("options", ())):
        for place, action in enumerate(offered["actions"]):
            yield ("options", option, "actions", place), action


def _standing(state: State, action: Mapping[str, Any]) -> Iterator[tuple[Location, Value, Any]]:
    """The places of an action that speak of the registry, with what stands there and what main says."""
    kind = action["action"]
    for name, now_known in state.catalogue.words(Action)[kind].known.items():
        yield (name,), action.get(name), now_known(state, action)
    if kind == ChangeFiles.kind:
        for place, change in enumerate(action["files"]):
            yield ("files", place, "from"), change.get("from"), standing_digest(state, change["path"])
    elif kind == AmendBylaws.kind:
        wanted = [(change["path"], change.get("to")) for change in action["changes"]]
        for place, now in enumerate(_changes(state, wanted)):
            yield ("changes", place, "from"), action["changes"][place].get("from"), now.get("from")


def _changes(state: State, wanted: list[tuple[str, object]]) -> list[dict[str, object]]:
    """The changes as they would be made now, up to the first for which there is no place any more."""
    for count in range(len(wanted), 0, -1):
        try:
            return bylaw_changes(state, wanted[:count])
        except Refused:
            continue
    return []
