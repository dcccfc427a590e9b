"""Shows a person."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted, hours, joined, votes, when
from govtool.cli.view.activity import tell_activity
from govtool.cli.view.affiliation import belonging_words
from govtool.cli.view.founding import fingerprint
from govtool.cli.view.onboarding import tell_steps
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.team import Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.statement import last_number
from govtool.roles.desk.desk import Desk


def tell_mute(why: tuple[str, str]) -> None:
    """Prints why the signing key of git is not valid for its person, and what to do."""
    say(f"  your key {why[0]}", colour="yellow")
    say(f"  → {why[1]}")


def tell_member(desk: Desk, member: Member) -> None:
    """Prints who a person is here: class, votes, hours or affiliates, times, teams, duties, keys, proposals."""
    state, now = desk.book.state, desk.now
    bylaws = bylaws_of(state)
    found = bylaws.class_of(member)
    say(f"{member.name} ({member.id})", bold=True)
    say(f"  {member.membership}, {found[0] if found else 'of no class'}, {votes(bylaws.votes_of(member))}")
    if bylaws.kind is None:
        say(f"  commits {hours(member.committed_minutes_per_week)} a week ({bylaws.involvement(member)})")
    else:
        say(f"  {belonging_words(state, member.id, desk.at)}")
    times = (("joined", member.joined_at), ("away until", member.away_until), ("left", member.left_at))
    for word, instant in times:
        if instant is not None:
            say(f"  {word} {when(instant, now)}")
    if member.counts_at is not None and member.counts_at > now:
        say(f"  votes in proposals that open from {when(member.counts_at, now)} on")
    mine = [team.id for team in Team.all(state) if team.has(member.id)]
    if mine:
        say(f"  in {joined(mine)}")
    if member.duties:
        say(f"  duties: {joined(member.duties)}")
    if member.is_suspended(now):
        say(f"  suspended from duties until {when(member.suspended_until or '', now)}")
    for key in member.keys:
        say(f"  key {fingerprint(key.type, key.blob)}: {key_words(key, now)}")
    opened = [entry.number for entry in docket.open_entries(state) if entry.proposer == member.id and entry.is_open]
    if opened:
        say(f"  open proposals: {joined(opened)}")
    statements = last_number(state, member.id)
    if statements:
        say(f"  {counted(statements, 'statement')}: govtool show {member.id}/{statements}")
    say("The record:", bold=True)
    tell_activity(desk, member.id)
    tell_steps(state, member, desk.at, mine=False)


def key_words(key: MemberKey, now: Instant) -> str:
    """The present state of a key, in words."""
    use = "signs" if key.use == "sign" else "recovers (registers and revokes keys)"
    if key.is_revoked(now):
        return f"revoked {when(key.revoked_at or '', now)}"
    if key.active_at > now:
        return f"{use} from {when(key.active_at, now)} on"
    if key.retired_at is not None:
        return (
            f"retired {when(key.retired_at, now)}"
            if key.retired_at <= now
            else f"{use} until {when(key.retired_at, now)}"
        )
    return use
