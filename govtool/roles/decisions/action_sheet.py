"""Making an action from what a member typed: the values that the registry knows already are filled in from it.

`from_...` fields say what an action expects to find; a member need not type them. Changes of the bylaws and of files
under a rule are made from what is wanted. Judges nothing: that is the filing's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy

from govtool.core.ids import digest_of
from govtool.core.state import Content, State
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.files import NO_FILE
from govtool.domain.lifecycle.amendment import Change, apply_change, value_at


def filled(state: State, action: type[Action], typed: Mapping[str, object]) -> dict[str, object]:
    """The fields of an action with those that nobody has to type: what is usual, and what the registry knows."""
    return {**action.usual, **{name: now(state, typed) for name, now in action.known.items()}, **typed}


def bylaw_changes(state: State, wanted: Iterable[tuple[str, object]]) -> list[dict[str, object]]:
    """The `changes` of an amendment: dotted paths with what is to stand there (None: nothing), one after the other, and
    what stands there then filled in. Raises Refused where there is no such place.
    """
    data = deepcopy(bylaws_of(state).data())
    changes = []
    for path, value in wanted:
        now = value_at(data, path)
        change: dict[str, object] = {"path": path}
        if now is not None:
            change["from"] = now
        if value is not None:
            change["to"] = value
        apply_change(data, Change.read(change, "the amendment"))
        changes.append(change)
    return changes


def file_changes(state: State, files: Mapping[str, Content | None]) -> list[dict[str, object]]:
    """The `files` of a change-files, with what stands on main now filled in."""
    changes: list[dict[str, object]] = []
    for path, content in files.items():
        now = state.file(path)
        kept = content if content is not None else now
        changes.append(
            {
                "path": path,
                "mode": "100755" if kept is not None and kept.executable else "100644",
                "from": standing_digest(state, path),
                "to": NO_FILE if content is None else digest_of(content.data),
            }
        )
    return changes


def standing_digest(state: State, path: str) -> str:
    """The state of a file on main for a change-file: its digest, or `absent`."""
    now = state.file(path)
    return NO_FILE if now is None else digest_of(now.data)
