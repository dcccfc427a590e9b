"""The report of `govtool init` after a founding: the founding fingerprint, the thresholds, and the next steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, table
from govtool.cli.view.opening import opening_data, tell_opening
from govtool.core.code import advice_of, sentence_of
from govtool.core.ids import MemberId
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.lifecycle.founding import name_of
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.clerk.unasked import unasked
from govtool.roles.forge.setup import KEY_IN_CI
from govtool.roles.lifecycle.initiation import Founded
from govtool.roles.said.majority import Majority, majorities, majority_words, passings, sentence, silence_words


def founding_data(result: Founded, at: Instant, made: Sequence[Path]) -> dict[str, object]:
    """A founding for a program. `made` are the files of the clerk's new keys."""
    organization = organization_of(result.state)
    return picked(
        result,
        "genesis commit pushed_to",
        name=organization.name,
        clerk_keys=made,
        **opening_data(result.state, at),
        majorities=map(_majority_data, majorities(result.state, at)),
        warnings=unasked(bylaws_of(result.state), result.state, at),
        waits_for=organization.founding,
    )


def tell_founding(git: Git, result: Founded, at: Instant, made: Sequence[Path], *, given_up: str = "") -> None:
    """Prints a founding for people. `given_up` is the fingerprint of the founding whose place it takes."""
    _tell_founding(result, majorities(result.state, at), at)
    _tell_clerk_keys(made)
    _tell_next(git, result, organization_of(result.state).founding, given_up)


def _majority_data(found: Majority) -> dict[str, object]:
    """A threshold for a program. Its numbers may differ for each person concerned, as the voter list does."""
    (votes, most_votes), (people, most_people) = found.votes, found.bar.people
    needed, most_needed = found.bar.needed or (None, None)
    return picked(
        found,
        "bar.outcome.result rules",
        asked=found.who or "all members",
        threshold=found.bar.words,
        votes=votes,
        most_votes=most_votes,
        needed=needed,
        most_needed=most_needed,
        people=people,
        most_people=most_people,
    )


def _tell_founding(result: Founded, found: tuple[Majority, ...], at: Instant) -> None:
    bylaws = bylaws_of(result.state)
    say(f"{organization_of(result.state).name} is founded.", bold=True)
    say(f"  founding fingerprint {result.genesis}")
    say(f"  (its short name is {name_of(result.genesis)}; every founder should see the same)")
    people = list(Member.all(result.state))
    table(
        [(person.id, person.name, (bylaws.class_of(person) or ("-",))[0], bylaws.votes_of(person)) for person in people]
    )
    tell_opening(result.state, at)
    say("Thresholds: " + sentence(found))
    asked = ""
    for majority in found:
        if majority.who != asked:
            say(f"  of {majority.who}:")
            asked = majority.who
        say(f"  {'  ' if asked else ''}{majority_words(majority)}: {', '.join(majority.rules)}")
    for passing in passings(bylaws, result.state, at):
        if words := silence_words(passing.by_silence):
            say(f"  {passing.rule}: {words}")
    for warning in unasked(bylaws, result.state, at):
        say(f"  {sentence_of(warning)}", colour="yellow")
        say(f"    → {advice_of(warning)}")


def _tell_clerk_keys(made: Sequence[Path]) -> None:
    if len(made) != 2:
        return
    say("The clerk (the automated merge account, which decides nothing) has two keys:")
    say(f"  {made[0]}")
    say("    on this computer: run govtool clerk")
    say(f"    in CI: {KEY_IN_CI}")
    say(f"  {made[1]}")
    say("    the spare: move it to a stick that the founders keep offline, and delete it here")


def _tell_next(git: Git, result: Founded, waits: tuple[MemberId, ...], given_up: str) -> None:
    for note in result.notes:
        say(f"({note})")
    if result.pushed_to:
        say(f"Main is pushed to {result.pushed_to}.")
    elif Remote(git, git.setting("govtool.remote") or "origin").is_configured:
        say("Nothing was pushed. Next: git push origin main")
    else:
        say("Nobody else can see it yet. Next: git remote add origin URL; git push origin main")
    if not waits:
        say("Next: govtool status")
        return
    say(f"Until the other founders have signed, govtool rejects everything else: {', '.join(waits)}. They type:")
    if given_up:
        say(f"  govtool trust remove {given_up}   (if their clone knows the old founding)")
        say("  govtool sign")
        return
    say(f"  git clone {result.pushed_to or 'URL'}")
    say("  govtool key setup --key FILE   (in that clone; the private key whose line you gave)")
    say("  govtool sign")
