"""The plan of a founding, put together from what people typed and from files; everything is judged before anything is
made.

People come one by one (`alice:Alice Lee:40h:KEYFILE`) or as a YAML list: founders, who accept; earlier members, with
their dates; volunteers with keys. The bylaws are those of the template or the founders' own; teams and policies come
from a charter. It touches neither a repository nor the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from govtool.core import typed
from govtool.core.code import sentence_of
from govtool.core.finding import finding
from govtool.core.ids import MemberId, Name, Slug, TeamId
from govtool.core.record import Record, SchemaError
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.sshsig import SshFormatError
from govtool.core.times import Instant
from govtool.core.typed import TypedError
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member, MemberKey, Membership, Minutes
from govtool.domain.constitution.organization import DisplayName, Organization, PublicKey
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.motion import FileName
from govtool.domain.decisions.policy import Policy, text_problems
from govtool.errors import Refused, UsageError
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_record, read_rows
from govtool.io.signature.signature import SshKeys
from govtool.roles.lifecycle.founder import Plan
from govtool.roles.minutes.registry import NEWEST

KeyLine = Annotated[str, Field(min_length=1, max_length=6000)]


def _week_hours(value: object) -> str:
    """The hours of a row, whose name is the unit of a plain number: 20, "7.5", 7h30m."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise PydanticCustomError("hours", "must be hours of a week, as in 20, 7h30m or '7.5'")
    try:
        return typed.short_hours(typed.hours(text, "hours", typed.WEEK_MINUTES))
    except TypedError as error:
        raise PydanticCustomError("hours", "{what}", {"what": error.message}) from None


class Person(Record):
    """One row of a file of people. `hours` or `minutes_per_week` is what they commit; `keys` are lines as in a `.pub`
    file, or names of such files. A `founder` accepts before anything else is legal.
    """

    id: MemberId
    name: DisplayName
    hours: Annotated[str, BeforeValidator(_week_hours)] | None = None
    minutes_per_week: Minutes | None = None
    membership: Membership = "member"
    founder: bool = False
    joined_at: Instant | None = None
    counts_at: Instant | None = None
    left_at: Instant | None = None
    duties: tuple[Name, ...] = ()
    teams: tuple[TeamId, ...] = ()
    keys: tuple[KeyLine, ...] = ()
    recovery_keys: tuple[KeyLine, ...] = ()

    @property
    def committed(self) -> int:
        """Minutes a week."""
        if self.minutes_per_week is not None:
            return self.minutes_per_week
        return typed.hours(self.hours, "hours") if self.hours is not None else 0


def founder_of(text: str, *, has_hours: bool = True) -> Person:
    """The founder that `ID:NAME:HOURS[:KEY]` describes; KEY is a `.pub` file or its line. In a federation nobody has
    hours: `ID:NAME[:KEY]`. Raises UsageError.
    """
    parts = [part.strip() for part in text.split(":", 3 if has_hours else 2)]
    if not has_hours:
        if len(parts) < 2:
            raise UsageError(f"--founder {text!r} is not ID:NAME[:KEY]", '--founder "alice:Alice Lee:alice.pub"')
        return person_of(parts[0], parts[1], 0, parts[2] if len(parts) > 2 else "")
    if len(parts) < 3:
        raise UsageError(f"--founder {text!r} is not ID:NAME:HOURS[:KEY]", '--founder "alice:Alice Lee:40h:alice.pub"')
    minutes = typed.hours(parts[2], most=typed.WEEK_MINUTES)
    return person_of(parts[0], parts[1], minutes, parts[3] if len(parts) > 3 else "")


def person_of(name: str, full_name: str, minutes: int, key: str = "") -> Person:
    """A founder from answers to questions. Raises UsageError."""
    value = {"id": name, "name": full_name, "minutes_per_week": minutes, "founder": True}
    try:
        return Person.read({**value, "keys": [key] if key else []})
    except SchemaError as error:
        raise UsageError(
            f"the founder {name!r}: {sentence_of(error.findings[0])}",
            '--founder "alice:Alice Lee:40h:alice.pub"; an id is small letters, digits and hyphens',
        ) from None


def read_people(data: bytes, path: str) -> tuple[Person, ...]:
    """The people of a file. Raises Refused with file, line and column of everything that does not fit."""
    return read_rows(data, Person, path, "people: - id: ...", PERSON_LIMIT)


def read_bylaws(data: bytes, path: str) -> Bylaws:
    """Bylaws that the founders wrote. Raises Refused with line and column."""
    return read_record(data, Bylaws, path, PERSON_LIMIT)


def records_of(files: Mapping[str, bytes]) -> dict[str, Record]:
    """The records of a template by path. Raises Refused where one is not what its place asks for."""
    records: dict[str, Record] = {}
    for path, data in files.items():
        kind = NEWEST.at(path)
        if kind is not None:
            records[path] = read_record(data, kind, path, kinds=NEWEST)
    return records


class CharterText(Record):
    """A policy of a charter; `text` is the name of a file beside it."""

    id: Slug
    title: DisplayName
    text: FileName


class CharterTeam(Record):
    """A team of a charter; people come into it by their rows."""

    id: TeamId
    name: DisplayName


class Charter(Record):
    """A file of the policies and teams that an organisation is founded with."""

    policies: Annotated[tuple[CharterText, ...], Field(max_length=100)] = ()
    teams: Annotated[tuple[CharterTeam, ...], Field(max_length=100)] = ()


def read_charter(data: bytes, path: str, read: Callable[[str], bytes]) -> dict[str, Record]:
    """The policies and teams of a charter by path; `read` gives the text beside it. Raises Refused, UsageError."""
    charter = read_record(data, Charter, path, PERSON_LIMIT)
    records: dict[str, Record] = {}
    for team in charter.teams:
        records[Team.home.path(team.id)] = Team(id=team.id, name=team.name)
    for policy in charter.policies:
        text = read(policy.text)
        if wrong := tuple(text_problems(text, policy.text)):
            raise Refused(wrong)
        lines = text.decode().removesuffix("\n").split("\n")
        made = Policy(id=policy.id, title=policy.title, version=1, text=tuple(lines))
        records[made.path] = made
    if len(records) < len(charter.teams) + len(charter.policies):
        raise UsageError(f"{path} names a policy or a team twice", "give each an id of its own")
    return records


def founding_document(files: Mapping[str, bytes]) -> dict[str, Record]:
    """The policies and teams of the founding document, out of the template's files. Raises Refused."""
    return {path: record for path, record in records_of(files).items() if isinstance(record, (Policy, Team))}


def public_key(line: str, whose: str) -> PublicKey:
    """A key from its line in a `.pub` file. Raises Refused where it is none, or one that can never be registered."""
    try:
        key = SshKey.parse(line.strip())
    except SshFormatError as error:
        raise Refused([finding("key_type", what=f"{whose}: {error.finding.values['what']}")]) from None
    problem = SshKeys().registrable(key.type, key.base64)
    if problem is not None:
        raise Refused([finding(problem.code, what=f"{whose}: {problem.values.get('what', '')}")])
    return PublicKey.read({"type": key.type, "blob": key.base64})


def plan_of(
    organization: Organization,
    bylaws: Bylaws,
    people: Sequence[Person],
    me: MemberId,
    records: Mapping[str, Record],
    nonce: str,
    at: Instant,
    *,
    makes_teams: bool = False,
) -> Plan:
    """The plan of a founding that `me` signs; the other founders are waited for. With `makes_teams` a team that the
    records do not hold is made for those whose row names it. Raises Refused, UsageError.
    """
    _refuse_twins(people)
    founders = [person.id for person in people if person.founder]
    if me not in founders:
        raise UsageError(f"{me} is none of the founders", "name yourself with --me, and your row with --founder")
    members = tuple(_member(person, at) for person in sorted(people, key=lambda person: person.id))
    waited_for = tuple(sorted(name for name in founders if name != me))
    if makes_teams:
        records = {**_new_teams(people), **records}
    seated = _seated(records, people, at)
    seated.pop(Bylaws.home.path(), None)
    return Plan(organization.changed(founding=waited_for), bylaws, members, seated, nonce, at)


def _refuse_twins(people: Iterable[Person]) -> None:
    seen: set[str] = set()
    for person in people:
        if person.id in seen:
            raise UsageError(f"{person.id} is named twice", "give each person one id and one row")
        seen.add(person.id)


def _member(person: Person, at: Instant) -> Member:
    """The record of a person. A member at the founding counts at once, without a probation or a wait."""
    is_member = person.membership in ("member", "away")
    keys = [_key(line, "sign", person.id, at) for line in person.keys]
    keys += [_key(line, "recovery", person.id, at) for line in person.recovery_keys]
    value = {
        "id": person.id,
        "name": person.name,
        "membership": person.membership,
        "committed_minutes_per_week": person.committed,
        "joined_at": person.joined_at or (at if is_member else None),
        "counts_at": person.counts_at or (at if is_member else None),
        "left_at": person.left_at,
        "duties": list(person.duties),
        "keys": [key.data() for key in keys],
    }
    return Member.read({name: kept for name, kept in value.items() if kept is not None}, Member.home.path(person.id))


def _key(line: str, use: Literal["sign", "recovery"], whose: MemberId, at: Instant) -> MemberKey:
    key = public_key(line, whose)
    return MemberKey(type=key.type, blob=key.blob, use=use, active_at=at)


def _new_teams(people: Iterable[Person]) -> dict[str, Record]:
    named = sorted({name for person in people for name in person.teams})
    teams = [Team(id=name, name=name.replace("-", " ").capitalize()) for name in named]
    return {team.path: team for team in teams}


def _seated(records: Mapping[str, Record], people: Sequence[Person], at: Instant) -> dict[str, Record]:
    """The records, with people in the teams that their rows name."""
    found = dict(records)
    teams = {record.id: record for record in records.values() if isinstance(record, Team)}
    for person in sorted(people, key=lambda person: person.id):
        for name in person.teams:
            team = teams.get(name)
            if team is None:
                raise Refused([finding("unknown_team", Member.home.path(person.id), team=name)])
            teams[name] = team.changed(seats=(*team.seats, Seat(member=person.id, counts_at=at)))
    return found | {team.path: team for team in teams.values()}
