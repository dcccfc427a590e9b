"""Judges a registry that nobody founded yet: a template, such as the one that this project ships.

Every file must be a record of the kind that its path says, in the canonical form, and name only what is there. The
organisation's own record and its people may be absent: `init` adds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.record import Record
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Team
from govtool.errors import Refused
from govtool.io.git.git import FILE, Git
from govtool.io.git.store import PREFIXES, Layout, read_canonical
from govtool.roles.minutes.registry import NEWEST

REGISTRY = "registry"


def template_at(git: Git, commit: CommitId) -> Layout | None:
    """The layout of a registry in a commit before anybody founds it, None if there is no registry."""
    tree = git.loose_commit(commit).tree
    for prefix in PREFIXES:
        entry = git.entry(tree, prefix + REGISTRY)
        if entry is not None and entry.is_tree:
            return Layout(prefix)
    return None


def template_problems(git: Git, commit: CommitId, layout: Layout) -> Iterator[Finding]:
    """Everything that is wrong with the files of the registry in a commit."""
    tree = git.loose_commit(commit).tree
    records: dict[str, Record] = {}
    seen: dict[str, str] = {}
    for place, entry in git.files(tree, layout.place(REGISTRY)):
        path = layout.governed(place) or place
        twin = seen.setdefault(path.casefold(), path)
        if twin != path:
            yield finding("name", path, name=path, what=f"{twin} has it in other letters")
        elif entry.mode != FILE:
            yield finding("mode", path, mode=f"{entry.mode:06o}")
        else:
            yield from _read(path, git.blob(entry.oid), records)
    path = Bylaws.home.path()
    if path not in seen.values():
        yield finding("missing_file", path, name=path, action="a registry")
    bylaws = records.get(path)
    if isinstance(bylaws, Bylaws):
        yield from _reference_problems(bylaws, records)


def _read(path: str, data: bytes, records: dict[str, Record]) -> Iterator[Finding]:
    kind = NEWEST.at(path)
    if kind is None:
        yield finding("name", path, name=path, what="no kind of record lies there")
        return
    try:
        records[path] = read_canonical(data, kind, path, kinds=NEWEST)
    except Refused as error:
        yield from error.findings


def _reference_problems(bylaws: Bylaws, records: Mapping[str, Record]) -> Iterator[Finding]:
    teams = {record.id for record in records.values() if isinstance(record, Team)}
    people = {record.id for record in records.values() if isinstance(record, Member)}
    duties = {duty for record in records.values() if isinstance(record, Member) for duty in record.duties}
    for name, rule in bylaws.rules.items():
        team = rule.electorate.team
        if team is not None and team != "subject" and team not in teams:
            yield finding("schema", bylaws.path, where=f"rules.{name}.electorate", what=f"there is no team {team}")
        duty = rule.electorate.duty
        if duty is not None and people and duty not in duties:
            yield finding("schema", bylaws.path, where=f"rules.{name}.electorate", what=f"nobody has the duty {duty}")
    for path, record in records.items():
        if isinstance(record, Team | Member) and path != record.path:
            yield finding("name", path, name=path, what=f"the record of {record.id} belongs at {record.path}")
        if isinstance(record, Team):
            for seat in record.seats:
                if seat.member not in people:
                    yield finding("unknown_member", path, member=seat.member)
