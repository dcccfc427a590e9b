"""Making an action from what a member typed: the values that the registry knows already are filled in from it.

`from_...` fields say what an action expects to find; a member need not type them. Changes of the bylaws and of files
under a rule are made from what is wanted. Judges nothing: that is the filing's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import get_args

from govtool.core.ids import digest_of
from govtool.core.state import Content, State
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import member_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.policy import path_of as policy_path
from govtool.domain.lifecycle.amendment import Change, apply_change
from govtool.domain.money.budget import budget_of
from govtool.domain.money.project import project_of
from govtool.domain.money.treasury import MAIN, treasury_of
from govtool.domain.work.wage import PayClass, wages_of

Typed = Mapping[str, object]
Fill = Callable[[State, Typed], object]
ABSENT = "absent"


def _policy_version(state: State, typed: Typed) -> object:
    name = typed.get("policy")
    old = state.get(Policy, policy_path(name)) if isinstance(name, str) else None
    return old.version if old else 0


def _committed_minutes(state: State, typed: Typed) -> object:
    name = typed.get("member")
    member = member_of(state, name) if isinstance(name, str) else None
    return member.committed_minutes_per_week if member else 0


def _name(state: State, typed: Typed) -> object:
    return organization_of(state).name


def _origins(state: State, typed: Typed) -> object:
    return list(organization_of(state).passkey_origins)


def _wage(state: State, typed: Typed) -> object:
    name, day = typed.get("class"), typed.get("starts_on")
    paid = next((word for word in get_args(PayClass) if word == name), None)
    return wages_of(state).per_hour(paid, day) if paid and isinstance(day, str) else 0


def _main_account(state: State, typed: Typed) -> object:
    return MAIN


def _budget_version(state: State, typed: Typed) -> object:
    name = typed.get("budget")
    old = budget_of(state, name) if isinstance(name, str) else None
    return old.version if old else 0


def _project_version(state: State, typed: Typed) -> object:
    name = typed.get("project")
    old = project_of(state, name) if isinstance(name, str) else None
    return old.version if old else 1


def _share(state: State, typed: Typed) -> object:
    shares = treasury_of(state).shares
    return next((each.share for each in shares if each.account == typed.get("account")), None)


STANDING: Mapping[tuple[str, str], Fill] = {
    ("set-budget", "from_version"): _budget_version,
    ("change-project", "from_version"): _project_version,
    ("set-share", "from_share"): _share,
    ("set-wage", "from_minor"): _wage,
    ("adopt-policy", "from_version"): _policy_version,
    ("change-hours", "from_minutes"): _committed_minutes,
    ("rename-organization", "from_name"): _name,
    ("set-passkey-origins", "from"): _origins,
}
"""What an action says of the registry: by action and field, from the state and the other fields."""

FILLED: Mapping[tuple[str, str], Fill] = {
    ("pay-debts", "from"): _main_account,
    ("transfer-funds", "from"): _main_account,
    **STANDING,
}
"""What is filled in where it is not typed: what an action says of the registry, and what is usual."""


def filled(state: State, kind: str, typed: Typed) -> dict[str, object]:
    """The fields of an action with those that the registry knows."""
    known = {name: fill(state, typed) for (action, name), fill in FILLED.items() if action == kind}
    return {**known, **typed}


def bylaw_changes(state: State, wanted: Iterable[tuple[str, object]]) -> list[dict[str, object]]:
    """The `changes` of an amendment: dotted paths with what is to stand there (None: nothing), one after the other, and
    what stands there then filled in. Raises Refused where there is no such place.
    """
    data = deepcopy(bylaws_of(state).data())
    changes = []
    for path, value in wanted:
        now = _value_at(data, path)
        change: dict[str, object] = {"path": path}
        if now is not None:
            change["from"] = now
        if value is not None:
            change["to"] = value
        apply_change(data, Change.read(change, "the amendment"))
        changes.append(change)
    return changes


def _value_at(value: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


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
                "to": ABSENT if content is None else digest_of(content.data),
            }
        )
    return changes


def standing_digest(state: State, path: str) -> str:
    """What a change of a file says of it as it stands on main: its digest, or `absent`."""
    now = state.file(path)
    return ABSENT if now is None else digest_of(now.data)
