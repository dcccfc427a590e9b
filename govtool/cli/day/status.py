"""`govtool status`: shows who you are, what waits for you, and what was signed in your name.

It loads the modules for seldom things only when such a thing is there.
"""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import desk_of, folder_of, json_option, now, offline_option
from govtool.cli.terminal.json import answer, picked, plain_fields
from govtool.cli.terminal.render import say, tell_finding, tell_findings
from govtool.cli.terminal.text import counted, joined, when
from govtool.cli.view.arrival import arrivals_data, tell_arrivals
from govtool.cli.view.count import closing, heading, not_counted, so_far
from govtool.cli.view.critique import critique_data
from govtool.cli.view.outlook import choice_words, standing_words
from govtool.cli.view.proceeding import tell_proceedings
from govtool.cli.view.rival import beside_data
from govtool.cli.view.trial import tell_trials, trials_data
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import EXIT_FINDINGS, GovtoolError
from govtool.io.git.place import NoRepository
from govtool.io.signature.trust import TrustStore
from govtool.roles.day.waiting import Done, MyFiling, OpenVote, Situation
from govtool.roles.decisions.ballot_service import ways_to_vote
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import taken_back_by
from govtool.roles.minutes.branch import cargo
from govtool.roles.money.stuck import Stuck, to_enter_anew
from govtool.roles.people.arrival import own_letter
from govtool.roles.people.key_service import why_mute
from govtool.roles.people.proceeding import proceedings
from govtool.roles.said.rival import answers_words, due_words

_MOST_ASKED = 10
"""The first ones are enough for a person for whom a hundred things wait."""


@click.command("status", epilog="Example: govtool status")
@click.option("--everywhere", is_flag=True, help="One list for all organisations that this computer knows.")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, everywhere: bool, as_json: bool, offline: bool) -> int:
    """Show what waits for you: votes, signatures, your proposals, and what was signed in your name lately.

    Without a key it shows what is open. Outside of a repository, or with --everywhere, it makes one list for all
    organisations whose clones you used on this computer (govtool trust list). Exit status 10 if main has unauthorised
    commits, or entries that are dated ahead of your clock.
    """
    try:
        desk = None if everywhere else desk_of(ctx, offline=offline)
    except NoRepository:
        if folder_of(ctx) != Path() or not any(pin.folder for pin in TrustStore().pins()):
            raise
        desk = None
    if desk is None:
        from govtool.cli.day.everywhere import status_everywhere

        return status_everywhere(now(), offline=offline, as_json=as_json)
    situation = Situation(desk)
    answer(as_json, lambda: _data(situation), lambda: _tell(situation))
    return EXIT_FINDINGS if desk.report.findings or desk.book.ahead(desk.now) else 0


def _tell(situation: Situation) -> None:
    desk, now = situation.desk, situation.desk.now
    _tell_who(situation)
    tell_proceedings(situation.book.state, situation.member, now)
    _tell_votes(situation)
    for item in situation.sign:
        say(f"Waits for your signature: {item.about}", bold=True)
        say("  → govtool sign")
    _tell_discussion(situation)
    _tell_handovers(situation)
    for stuck in _anew(situation):
        from govtool.cli.view.stuck import tell_stuck

        tell_stuck(situation.book.state, stuck)
    tell_arrivals(desk, situation.member)
    tell_trials(desk, _me(situation) or None)
    _tell_failed(situation)
    _tell_unpaid(situation)
    _tell_mine(situation)
    _tell_refused(situation)
    _tell_way(situation)
    if situation.done:
        say("Signed in your name in the last 30 days:")
        for done in situation.done:
            say(f"  {when(done.at, now)}: {_done_words(situation, done)}, entry {done.minute}")
        say("  If one of these is not yours, somebody else has your key: govtool key revoke")
    if desk.report.findings or desk.report.warnings:
        tell_findings(desk.report.findings)
        tell_findings(desk.report.warnings, colour="yellow")


def _tell_discussion(situation: Situation) -> None:
    """Prints the questions and objections that the person can answer, and those of theirs that were answered."""
    for one in situation.to_answer[:_MOST_ASKED]:
        say(f"Waits for your answer: the {one.aspect} {one.name} of {one.by}", bold=True)
        say(f"  → govtool respond {one.name} --text TEXT   (read it: govtool show {one.name})")
    if left := situation.to_answer[_MOST_ASKED:]:
        say(f"  and {len(left)} more: govtool show {left[0].proposal}")
    for one in situation.to_lift[:_MOST_ASKED]:
        say(f"Your {one.aspect} {one.name} was answered: govtool show {one.name}", bold=True)
        say(f"  → if that settles it: govtool lift {one.name}")


def _tell_handovers(situation: Situation) -> None:
    """Prints new keys of the clerk that members sign for. There is no open vote for them; they expire in 30 days."""
    for offer in situation.handovers:
        of_all = f"{offer.weight} of {counted(sum(offer.weights.values()), 'vote')}, {offer.needed} needed"
        say(f"New keys of the clerk, signed by {joined(offer.signed)}: {of_all}", bold=True)
        say(f"  good until {when(offer.not_after, situation.desk.now)}; read what they sign: govtool handover")
        if not offer.problem:
            say("  → put it on main: govtool handover apply")
        elif _me(situation) in offer.silent:
            say("  → govtool handover sign")


def _anew(situation: Situation) -> list[Stuck]:
    """Income and expenses that the person can enter anew, because their first signer may record no more."""
    if situation.member is None:
        return []
    return list(to_enter_anew(situation.book.state, situation.member, situation.desk.at))


def _done_words(situation: Situation, done: Done) -> str:
    """The vote of the person with the status of its proposal, or their statement, in words."""
    if done.proposal:
        entry = DocketEntry.of(situation.book.state, done.proposal)
        return f"voted {done.choice} on " + (f"{heading(entry)} ({entry.status})" if entry else done.proposal)
    from govtool.cli.view.minute import stated

    minute = Minute.of(situation.book.state, done.minute)
    return f"{stated(situation.book.state, minute) if minute else done.what} (statement {done.statement})"


def _tell_who(situation: Situation) -> None:
    desk, state = situation.desk, situation.book.state
    organization, member = organization_of(state), situation.member
    if member is not None:
        bylaws = bylaws_of(state)
        found = bylaws.class_of(member)
        rights = counted(bylaws.votes_of(member), "vote")
        say(f"{member.name} ({member.id}), {found[0] if found else member.membership}, {rights}", bold=True)
        mute = why_mute(member, desk.key.public_key, desk.now)
        if mute is not None:
            from govtool.cli.view.member import tell_mute

            tell_mute(mute)
    elif situation.stranger is not None:
        _tell_guest(desk, situation.stranger)
    fresh = "just fetched" if desk.fetched else "not fetched now"
    last = situation.book.newest[0]
    entry = f"last entry: no. {last.number}, {when(last.at, desk.now)}"
    say(f"  {organization.name}, as of {when(desk.now, desk.now)}, {fresh}; {entry}")
    if organization.founding:
        say(f"  The founding waits for: {', '.join(organization.founding)}", colour="yellow")


def _tell_guest(desk: Desk, why: GovtoolError) -> None:
    """Prints a person without a record: by name if they sent an application, otherwise why govtool knows no name."""
    sent = own_letter(desk)
    if sent is not None and sent.letter is not None:
        say(f"{sent.letter.name} ({sent.letter.id}), not in the registry yet", bold=True)
        return
    say(f"You look around as a guest: {why.message}", bold=True)
    say(f"  → {why.hint}")


def _tell_votes(situation: Situation) -> None:
    now, waiting = situation.desk.now, situation.to_vote
    others = [vote for vote in situation.votes if not vote.waits]
    if waiting:
        say(f"{counted(len(waiting), 'vote')} for you:" if len(waiting) > 1 else "1 vote for you:", bold=True)
    for vote in waiting:
        say(f"  {heading(vote.entry)}")
        _tell_answers(situation, vote)
        say(f"    {closing(vote.entry, now)}")
        if vote.mine:
            say("    your ballots contradict each other; none of them counts until you vote again", colour="red")
        choices = "|".join(ways_to_vote(vote.entry))
        say(f"    → govtool vote {vote.entry.number} {choices}   (read it: govtool show {vote.entry.number})")
    if others:
        say("Also open:" if waiting else "Open votes:", bold=not waiting)
    for vote in others:
        say(f"  {heading(vote.entry)}: {closing(vote.entry, now)}")
        _tell_answers(situation, vote)
        mine = f"you voted {vote.choice} ({vote.mine[0].state}); " if vote.mine else ""
        say(f"    {mine}{_count_words(vote)}")
    if not situation.votes:
        say("No vote is open.")
    elif situation.member is not None and not waiting:
        say("Nothing waits for your vote.")


def _tell_answers(situation: Situation, vote: OpenVote) -> None:
    words = answers_words(situation.book.state, vote.entry)
    if words:
        say(f"    {words}")


def _count_words(vote: OpenVote) -> str:
    """The count so far, or how many ballots wait for somebody to count them."""
    outcome = vote.outcome
    if outcome is None:
        return not_counted(vote.entry, vote.arrived)
    if outcome.choice is not None:
        return choice_words(outcome.choice)
    return f"so far {so_far(outcome.tallies[outcome.deciding][1])}"


def _tell_unpaid(situation: Situation) -> None:
    for each in situation.unpaid:
        say(f"Your hours are paid nothing: {each.words}", colour="yellow")
        say(f"  → {each.remedy}")


def _failed_words(entry: DocketEntry) -> str:
    """The beginning of a line about a failed proposal. The vote on a trial takes effect when it does not pass, too."""
    is_passed = entry.decided is not None and entry.decided.result == "passed"
    return "Passed, and then failed" if is_passed else "Could not take effect"


def _tell_failed(situation: Situation) -> None:
    for entry in situation.failed:
        from govtool.cli.view.minute import reason_words

        reason = entry.enacted.reason if entry.enacted else None
        is_lost = entry.decided is not None and entry.decided.lost is not None  # which `closing` says already
        say(f"{_failed_words(entry)}: {heading(entry)}", colour="red", bold=True)
        say(f"  {closing(entry, situation.desk.now)}" + (f": {reason_words(reason)}" if reason and not is_lost else ""))
        say(f"  → govtool show {entry.number}   (then it is no longer listed here)")


def _tell_mine(situation: Situation) -> None:
    now, member = situation.desk.now, situation.member
    opened = [vote for vote in situation.votes if member is not None and vote.entry.proposer == member.id]
    if opened or situation.filings or situation.decided or situation.ended:
        say("Your proposals:", bold=True)
    for vote in opened:
        words = standing_words(vote.outcome) if vote.outcome else not_counted(vote.entry, vote.arrived)
        say(f"  {heading(vote.entry)}: {words} → govtool show {vote.entry.number}")
    for entry in situation.decided:
        if entry.decided is not None:
            due = due_words(entry, when(entry.effective_at or now, now))
            say(f"  {heading(entry)}: {entry.decided.result}, {due}")
    for entry in situation.ended:
        say(f"  {heading(entry)}: {closing(entry, now)} → govtool show {entry.number}")
    for filing in situation.filings:
        title = filing.proposal.title if filing.proposal else filing.slug
        if filing.findings:
            say(f"  {title} ({filing.slug}) cannot be opened:", colour="red")
            for found in filing.findings:
                tell_finding(found, "    ")
            say(f"    → correct it: govtool edit {filing.slug}")
        elif filing.is_draft:
            say(f"  {title}: a draft → submit it: govtool edit {filing.slug}")
        else:
            say(f"  {title}: submitted, and opens in the clerk's next run")


def _tell_refused(situation: Situation) -> None:
    for vote in situation.votes:
        for refusal in vote.refused:
            about = f"A ballot in your name on {vote.entry.number} does not count: "
            tell_finding(refusal.finding, about, colour="red")
    for pending in situation.statements:
        for found in pending.findings:
            kind = f" ({pending.statement.kind})" if pending.statement is not None else ""
            about = f"{_upper(cargo(pending.branch, _me(situation)))}{kind} is not taken: "
            tell_finding(found, about, colour="red")
        if pending.findings:
            from govtool.cli.view.unsent import said_by

            say(f"  → {said_by(situation.book.state, pending.statement)}; read it: git show {pending.commit[:12]}")


def _tell_way(situation: Situation) -> None:
    me = _me(situation)
    for paper in situation.stranded:
        from govtool.cli.view.unsent import tell_stranded

        tell_stranded(situation.book.state, paper)
        say(f"  → sign it again: govtool sign; or drop it: {taken_back_by(paper.place.branch)}")
    for branch in situation.desk.undelivered:
        what = f"Signed, not delivered yet: {cargo(branch, me)}"
        say(f"{what} (the next command that reaches the remote sends it)", colour="yellow")
    for branch in situation.in_fork:
        say(f"Only in your fork: {cargo(branch, me)}", colour="yellow")
        say(f"  → open a pull request from the branch {branch} of your fork; the clerk reads open pull requests")
    for pending in situation.statements:
        if pending.is_delivered and not pending.findings and pending.statement is not None:
            say(f"Delivered, and waits for the clerk: {pending.statement.kind} ({pending.statement.number})")


def _me(situation: Situation) -> str:
    return situation.member.id if situation.member else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _data(situation: Situation) -> dict[str, object]:
    from govtool.cli.view.stuck import stuck_data
    from govtool.cli.view.unsent import stranded_data

    desk, state, member = situation.desk, situation.book.state, situation.member
    votes, statements = situation.votes, situation.statements
    return picked(
        situation,
        "in_fork unpaid sign desk.fetched desk.undelivered book.genesis",
        member=member.id if member else None,
        organization=organization_of(state).name,
        as_of=desk.now,
        newest_minute_at=situation.book.newest[0].at,
        vote=[vote_data(state, vote) for vote in situation.to_vote],
        to_answer=map(critique_data, situation.to_answer),
        to_lift=map(critique_data, situation.to_lift),
        handovers=[
            picked(each, "weight needed", signed=[*each.signed], is_valid=not each.problem)
            for each in situation.handovers
        ],
        enter_anew=[stuck_data(state, each) for each in _anew(situation)],
        about_me=proceedings(state, member, desk.now) if member else (),
        open=[vote_data(state, vote) for vote in votes],
        proposals=[*map(_entry_data, _mine(situation)), *map(_filing_data, situation.filings)],
        failed=[
            picked(entry, "title enacted.reason enacted.rival", proposal=entry.number, failed_at=entry.status_at)
            for entry in situation.failed
        ],
        trials=trials_data(desk, _me(situation) or None),
        stranded=map(stranded_data, situation.stranded),
        refused=[
            *(refusal.finding for vote in votes for refusal in vote.refused),
            *({**plain_fields(found), "branch": each.branch} for each in statements for found in each.findings),
        ],
        in_my_name=situation.done,
        findings=[*desk.report.findings, *desk.book.ahead(desk.now), *desk.report.warnings],
        **arrivals_data(desk, member),
        notes=[*desk.notes, *([situation.stranger.message] if situation.stranger else [])],
    )


def _mine(situation: Situation) -> list[DocketEntry]:
    member = situation.member.id if situation.member else None
    return [vote.entry for vote in situation.votes if vote.entry.proposer == member] + list(situation.decided)


def vote_data(state: State, vote: OpenVote) -> dict[str, object]:
    outcome = vote.outcome
    return picked(
        vote,
        "entry.title entry.closes_at choice",
        proposal=vote.entry.number,
        on_roll=vote.is_on_roll,
        state=vote.mine[0].state if vote.mine else None,
        result_now=outcome.result if outcome else None,
        settled=outcome.is_settled if outcome else None,
        **beside_data(state, vote.entry),
    )


def _entry_data(entry: DocketEntry) -> dict[str, object]:
    return picked(entry, "title status closes_at", proposal=entry.number)


def _filing_data(filing: MyFiling) -> dict[str, object]:
    title = filing.proposal.title if filing.proposal else None
    status = "draft" if filing.is_draft else "filed"
    return picked(filing, "slug findings", proposal=None, title=title, status=status)
