"""Shows the step of a person on the way to membership, and what comes next, and when."""

from __future__ import annotations

from govtool.cli.terminal.render import say, tell_findings
from govtool.cli.terminal.text import joined, when
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.domain.people.probation import Probation
from govtool.roles.clerk.letter import JudgedLetter
from govtool.roles.people.onboarding import Step, reviewers, steps


def tell_steps(state: State, member: Member, now: Instant, *, mine: bool) -> None:
    """Prints the step of a person on the way to membership; nothing if no step is left."""
    found = list(steps(state, member, now))
    if mine and found and all(step.stage == "can-apply" and not step.at for step in found):
        say("You are not a member. To become one: govtool apply")
        return
    if found and (mine or member.membership in ("applicant", "probationary")):
        say("Your way to membership:" if mine else f"The way of {member.id} to membership:", bold=True)
        for step in found:
            for line in words(state, step, member.id, now):
                say(f"  {line}")


def words(state: State, step: Step, member: MemberId, now: Instant) -> tuple[str, ...]:
    """A step in words: the state, and what comes next if no other step says it."""
    until = when(step.at, now) if step.at else ""
    whom = joined(reviewers(state, now)[:5], "or") if step.stage in ("applied", "seen") else ""
    told: dict[str, tuple[str, ...]] = {
        "can-apply": ("no application", f"next: a new one can be sent from {until} on: govtool apply"),
        "applied": (
            f"the application is in, and good until {until}; nobody has answered yet",
            f"next: a member looks at it ({whom}), or nominates: govtool nominate {member}",
        ),
        "seen": (
            f"{step.by} has seen the application; it is good until {until}",
            f"next: a member nominates, and all members vote: govtool nominate {member}",
        ),
        "rejected": (
            "the vote was against it; the application stays",
            f"next: a member can nominate again from {until} on: govtool nominate {member}",
        ),
        "expired": (f"the application has expired {until}".rstrip(), "next: apply again: govtool apply"),
        "waits-for-room": (
            f"{step.by} has nominated; no more probations are allowed now",
            "next: the vote opens by itself when one of them ends",
        ),
        "opens": (f"{step.by} has nominated", "next: the vote of all members opens in the clerk's next run"),
        "vote": (f"vote {step.proposal} is open", f"next: it closes {until}: govtool show {step.proposal}"),
        "enacts": (f"vote {step.proposal} is decided", f"next: it takes effect {until}"),
        "probation": _probation(state, step, member, now),
        "overdue": (
            f"the vote at the end of the probation was due {until}, and did not open",
            f"next: any member may file it: govtool propose confirm --member {member} --attempt {step.attempt}",
        ),
        "votes-from": ("a member", f"next: counted in votes that open from {until} on"),
    }
    return told[step.stage]


def _probation(state: State, step: Step, member: MemberId, now: Instant) -> tuple[str, ...]:
    found = Probation.of(state, member)
    team = f" with {found.team}" if found and found.team else ""
    which = "the last vote" if step.attempt > 1 else "the first of at most two votes"
    who = "of all members, since too few voted before, " if step.widened else ""
    ends = found.ends_at[:10] if found else ""
    what = f"in probation{team} until {ends}; pay and status stay until a vote decides"
    if not step.at:
        return (what,)
    opens = f"by itself {when(step.at, now)}" if step.at > now else "in the clerk's next run"
    return (what, f"next: {which} {who}opens {opens}")


def tell_letter(state: State, judged: JudgedLetter, now: Instant) -> None:
    """Prints the state of an application from outside, for its author."""
    letter = judged.letter
    what = "registration" if letter is not None and letter.wants == "volunteer" else "application"
    if judged.findings:
        say(f"Your {what} cannot be brought in:", colour="red")
        tell_findings(judged.findings)
        return
    name = letter.id if letter is not None else ""
    say("Your way to membership:", bold=True)
    say(f"  your {what} waits outside the registry; its time limits have not begun")
    say(f"  next: a member brings it in ({joined(reviewers(state, now)[:5], 'or')}): govtool receive {name}")
