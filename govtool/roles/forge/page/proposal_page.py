"""The page of a proposal that is or was open: what it asks for, how the vote stands, and what each person can do.

It is a function of the verified book and of the ballots that were fetched. The effects are those that the proposal
would have at its close, so that they stay the same until the registry changes.
"""

from __future__ import annotations

from govtool.core.ids import CommitId, MemberId
from govtool.core.phrase import joined
from govtool.core.rule import Close
from govtool.core.tally import LIMITS
from govtool.core.times import add, date_of, subtract
from govtool.domain.decisions.decision import has_effect
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.words import Words
from govtool.roles.decisions.ballot_service import ways_to_vote
from govtool.roles.decisions.critique_service import to_read
from govtool.roles.decisions.effect import Effects, effects_of
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import Standing, standing_of
from govtool.roles.forge.page.choice_block import choice_block
from govtool.roles.forge.page.markdown import (
    LARGEST_COMMENT,
    block,
    cell,
    code,
    difference,
    few,
    fitting,
    is_too_large,
    joined_within,
    table,
    visible,
)
from govtool.roles.forge.page.page import LABELS, MARK, CommitStatus, Page, Reminder, problem, time
from govtool.roles.forge.page.payout_block import payout_block
from govtool.roles.forge.page.subject import Part
from govtool.roles.said.majority import silence_words
from govtool.roles.said.rival import answers_words, due_words, rival_words
from govtool.roles.said.saying import asked_for
from govtool.roles.said.spread import won_words
from govtool.roles.said.tried import trial_lines, trial_mark

REMIND_BEFORE = "P1D"
_MOST_PEOPLE = 200
_MOST_REFUSED = 40
_MOST_ACTIONS = 40
_MOST_WRITTEN = 20
_SETTLES: dict[Close, str] = {
    "settled": ", sooner once the result cannot change",
    "everyone": ", sooner once all have voted",
    "deadline": "",
}


def proposal_page(desk: Desk, entry: DocketEntry, head: CommitId, part: Part, *, is_merged: bool = False) -> Page:
    """The page of a pull request that brought a proposal, or a part of it; `is_merged` as the forge shows it."""
    standing = standing_of(desk, entry)
    return Page(
        head=head,
        comment=_comment(desk, entry, standing, [*_part_lines(entry, part), *_merged_lines(entry, is_merged)]),
        about=entry.number,
        commit_status=commit_status_of(entry, standing, part),
        label=label_of(entry),
        is_open=wants_open(entry, part),
        reminder=reminder_of(desk, entry, standing),
    )


def label_of(entry: DocketEntry) -> str:
    """The label of a proposal: open, waiting for its effect, or what came out."""
    if entry.decided is not None and has_effect(entry, entry.decided.result) and entry.enacted is None:
        return f"{LABELS}waiting"
    return f"{LABELS}{entry.status}"


def wants_open(entry: DocketEntry, part: Part) -> bool | None:
    """Whether the pull request should be open; None if its author decides. The Git host itself marks a proposal with an
    effect as merged, when it sees the filing on main. If the pull request only holds a part of a proposal, its author
    closes it.
    """
    if part == "below":
        return None
    if entry.decided is None:
        return True if part == "whole" else None
    return None if has_effect(entry, entry.decided.result) else False


# The status ---------------------------------------------------------------------------------------------------------


def commit_status_of(entry: DocketEntry, standing: Standing, part: Part) -> CommitStatus:
    """The status: good only for what was decided, on the very commits that were."""
    number, decided = entry.number, entry.decided
    if part == "above":
        filing = (entry.filing or "")[:12]
        return CommitStatus("failure", f"{number} is {entry.status} as of {filing}; later commits are not part of it")
    if decided is None:
        return CommitStatus("pending", f"{number} open, {_so_far(standing)}; closes {time(entry.closes_at)}")
    if not has_effect(entry, decided.result):
        return CommitStatus("failure", f"{number} {decided.result} on {time(decided.at)}")
    if entry.enacted is None:
        told = f"{number} {decided.result}; {due_words(entry, time(decided.due_at or decided.at))}"
        if entry.awaits_rivals:
            return CommitStatus("pending", told)
        return CommitStatus("failure" if decided.lost else "success", told)
    if entry.enacted.result == "failed":
        return CommitStatus("failure", visible(f"{number} {decided.result}, and failed: {entry.enacted.reason or ''}"))
    return CommitStatus("success", f"{number} {decided.result} and enacted")


def _so_far(standing: Standing) -> str:
    """3 of 7 for; 4 needed. Of a choice the options that are ahead."""
    outcome = standing.outcome
    if outcome.choice is not None:
        ahead = joined((*outcome.choice.winners, *outcome.choice.tied))
        return f"ahead: {ahead}" if ahead else "no option passes yet"
    asked, tally = outcome.tallies[outcome.deciding]
    # the threshold of the first outcome that the rule names
    need = next((need for need in tally.needs if need.name not in LIMITS), None)
    told = f"{tally.sums.for_} of {tally.sums.eligible} for" + (f"; {need.needed} needed" if need else "")
    return f"{told} under {asked.rule}" if len(outcome.tallies) > 1 else told


# The reminder -------------------------------------------------------------------------------------------------------


def reminder_of(desk: Desk, entry: DocketEntry, standing: Standing) -> Reminder | None:
    """The one reminder of a vote, in its last day; None where nobody is silent, or it would come with the opening.

    People are called by their ids: the registry knows nobody's account on a forge.
    """
    silent = _silent(standing)
    due = subtract(entry.closes_at, REMIND_BEFORE)
    if not entry.is_open or not silent or not due <= desk.now < entry.closes_at or entry.opened_at >= due:
        return None
    mark = f"<!-- govtool:reminder {entry.number} -->"
    names = ", ".join(few(silent, _MOST_PEOPLE, "{left} more"))
    text = f"**{entry.number} closes {time(entry.closes_at)}.** Not voted yet: {names}.\n\n{_how_to_vote(entry)}"
    return Reminder(mark, f"{mark}\n{text}")


def _silent(standing: Standing) -> list[MemberId]:
    return sorted(standing.opening.voters.everybody - standing.count.votes.keys())


# The comment --------------------------------------------------------------------------------------------------------


def _comment(desk: Desk, entry: DocketEntry, standing: Standing, notes: list[str]) -> str:
    before = [
        [MARK, f"### {entry.number} {code(entry.title)}{trial_mark(entry)}", "", _state_line(entry)],
        [f"It {words}." if (words := answers_words(desk.book.state, entry)) else ""],
        notes,
        *_asked_blocks(desk, entry),
        _discussion_lines(desk, entry),
        [_how_to_vote(entry)] if entry.is_open else [],
        *_count_blocks(entry, standing),
        _refused_lines(standing),
    ]
    after = [[f"Everything about it: `govtool show {int(entry.number)}`. {_TRUST}"]]
    room = LARGEST_COMMENT - len(joined_within([*before, *after]).encode()) - 1000
    return joined_within([*before, _effect_lines(desk, entry, max(room, 0)), *after])


_TRUST = (
    "This comment is a copy for reading, kept up to date by the clerk. "
    "The repository decides: `govtool audit` recomputes it."
)


def _asked_blocks(desk: Desk, entry: DocketEntry) -> list[list[str]]:
    """The request of a proposal, in the words of `show`: its author's summary, and a sentence for each action."""
    summary, asked = asked_for(entry, desk.book.state)
    lines = [code(each) for each in asked]
    if len(lines) > 1:
        lines = few([f"- {line}" for line in lines], _MOST_ACTIONS, "- and {left} more")
    return [[code(summary)], lines, [f"- {code(line)}" for line in trial_lines(desk.book.state, entry)]]


def _discussion_lines(desk: Desk, entry: DocketEntry) -> list[str]:
    """The questions, concerns and objections to a proposal with their answers, without those that were lifted."""
    shown, lifted = to_read(desk.book.state, entry)
    lines = [
        f"- {one.name} {one.aspect} of {one.by}, {one.status}: {_written(one.words)}"
        + (f"; the proposer answers: {_written(one.answer)}" if one.answer else "")
        for one in shown
    ]
    lines = few(lines, _MOST_WRITTEN, f"- and {{left}} more: `govtool show {int(entry.number)}`")
    lines += [f"- and {lifted} lifted"] if lifted else []
    return ["**Questions, concerns and objections** (they count nothing)", "", *lines] if lines else []


def _written(words: Words) -> str:
    return code(words.text) if words.text else f"in a document that is kept outside, {code(words.text_digest)}"


def _state_line(entry: DocketEntry) -> str:
    by = f"by {entry.proposer}" if entry.proposer else "opened by itself"
    decided = entry.decided
    if decided is None:
        return f"**open**, {by}; closes {time(entry.closes_at)}{_SETTLES[entry.close]}"
    line = f"**{decided.result}** on {time(decided.at)}, {by}"
    if entry.enacted is not None:
        reason = f": {code(entry.enacted.reason)}" if entry.enacted.reason else ""
        why = rival_words(entry.enacted.reason, entry.enacted.rival)
        return f"{line}; **{entry.enacted.result}** on {time(entry.enacted.at)}{reason}{f' ({why})' if why else ''}"
    if entry.is_pending:
        return f"{line}; {due_words(entry, time(decided.due_at or decided.at))}"
    if has_effect(entry, decided.result):
        return line
    return f"{line}. Nothing of it enters main, so this pull request is closed."


def _part_lines(entry: DocketEntry, part: Part) -> list[str]:
    filing = (entry.filing or "")[:12]
    if part == "above":
        return [
            f"**The vote is on `{filing}`, and not on later commits of this pull request.** "
            "A text is fixed when it opens. For another text, make another proposal: "
            "`govtool propose --help` (`--replaces`)."
        ]
    if part == "below":
        return [f"The proposal is the commit `{filing}` on top of this pull request. The vote is on both together."]
    return []


def _merged_lines(entry: DocketEntry, is_merged: bool) -> list[str]:
    """The warning if the Git host shows a pull request as merged that no decision brought to main, which nobody can
    undo there.
    """
    decided = entry.decided
    if not is_merged or (decided is not None and has_effect(entry, decided.result)):
        return []
    end = "The vote goes on" if decided is None else "The result of the vote holds"
    return [f"**Somebody merged this on the Git host, which has no force**: main is as it was. {end}."]


def _how_to_vote(entry: DocketEntry) -> str:
    number = int(entry.number)
    first, *others = ways_to_vote(entry)
    alike = ", ".join(f"`{choice}`" for choice in others)
    return (
        f"To vote: `govtool vote {number} {first}` (or {alike}), in a clone of this repository. "
        "A button, a reaction or a review on this page is no vote."
    )


def _count_blocks(entry: DocketEntry, standing: Standing) -> list[list[str]]:
    choice = standing.outcome.choice
    counts = _rules_table(entry, standing) if choice is None else choice_block(entry, choice)
    blocks = [counts, _votes_table(standing)]
    silent = _silent(standing)
    if silent:
        named = few(
            [f"{name} ({standing.opening.voters.weight_of(name)})" for name in silent], _MOST_PEOPLE, "{left} more"
        )
        blocks.append([f"**{'Have not voted' if entry.is_open else 'Did not vote'}**: {', '.join(named)}"])
    return blocks


def _rules_table(entry: DocketEntry, standing: Standing) -> list[str]:
    rows = []
    for asked, tally in standing.outcome.tallies:
        sums = tally.sums
        figures = [sums.for_, sums.against, sums.abstain, sums.silent, sums.eligible]
        parts = [f"{need.name}: {need.needed} (has {need.has})" for need in tally.needs if need.name != "spread"]
        more = [won_words(entry.terms(asked), tally), silence_words(entry.terms(asked).by_silence)]
        needed = "; ".join([*parts, *(words for words in more if words)])
        name = asked.rule + (" as amended" if asked.version else "")
        rows.append([name, cell(entry.terms(asked).clause), *map(str, figures), needed or "-"])
        if sums.block_heads:
            rows[-1][2] += f" (blocked by {sums.block_heads})"
    head = ["rule", "clause", "for", "against", "abstain", "not voted", "of all", "needed"]
    return ["**The count**, in votes", "", *table(head, rows)]


def _votes_table(standing: Standing) -> list[str]:
    rows = [
        [
            cast.ballot.voter,
            cast.ballot.says.words,
            str(standing.opening.voters.weight_of(cast.ballot.voter)),
            cell(cast.ballot.reason or ""),
        ]
        for cast in standing.count.counted
    ]
    if not rows:
        return ["Nobody has voted yet."]
    lines = table(["who", "choice", "votes", "reason"], rows)
    # What follows the last row is no row of it: a line of its own, below an empty one.
    return [*lines[:2], *few(lines[2:], _MOST_PEOPLE, "\nand {left} more")]


def _refused_lines(standing: Standing) -> list[str]:
    refused = standing.count.refused
    lines = [problem(no.finding, f"{code(no.voter) or 'somebody'} ({no.commit[:12]})") for no in refused]
    return ["**Not counted**", "", *few(lines, _MOST_REFUSED, "- and {left} more")] if lines else []


def _effect_lines(desk: Desk, entry: DocketEntry, room: int) -> list[str]:
    if not entry.is_pending or (entry.decided is not None and (entry.awaits_rivals or entry.decided.lost)):
        return []
    at = entry.decided.due_at if entry.decided is not None else add(entry.closes_at, entry.delay)
    effects = effects_of(desk.book, entry, at or entry.closes_at)
    if not effects.texts_are_known:
        return ["govtool cannot show what it would do: its text is not here."]
    if effects.options:
        return _option_lines(effects, entry, room)
    return _effects_block(effects, entry, room)


def _option_lines(effects: Effects, entry: DocketEntry, room: int) -> list[str]:
    """The effects of each option, which share the room."""
    lines: list[str] = []
    for option, each in effects.options:
        found = _effects_block(each, entry, room // len(effects.options))
        lines += [f"**{option.option}**: {code(option.title)}", "", *found, ""]
    return lines[:-1]


def _effects_block(effects: Effects, entry: DocketEntry, room: int) -> list[str]:
    lines = [line for payout in effects.payouts for line in payout_block(payout, entry)]
    day = []
    if effects.due_at is not None:
        day = [f"Days are judged as on {date_of(effects.due_at)}, the earliest on which it can take effect.", ""]
    # a proposal may ask for many payouts to many people
    lines = few(lines, len(lines), "\n" + _cut(entry), room)
    if effects.problem is not None:
        return [*lines, *day, "**As the registry is now, it could not take effect**", "", problem(effects.problem)]
    if not effects.files:
        return ["It changes nothing in the registry."]
    moved = [*block(effects.accounts), ""] if effects.accounts else []
    room -= sum(len(line.encode()) + 1 for line in (*lines, *moved))
    return [
        *lines,
        *day,
        f"**If it is {effects.result}, this is what changes**",
        "",
        *moved,
        *_difference_lines(effects, entry, room),
    ]


def _difference_lines(effects: Effects, entry: DocketEntry, room: int) -> list[str]:
    lines: list[str] = []
    for file in effects.others:
        lines += difference(file.path, file.before, file.after)
    shown = fitting(lines, room)
    left = len(lines) - len(shown)
    if not left and any(is_too_large(file.before, file.after) for file in effects.others):
        return [*block(shown), f"**Cut here: a large file.** All of it: `govtool show {int(entry.number)}`."]
    return [*(block(shown) if shown else []), *([_cut(entry).format(left=left)] if left else [])]


def _cut(entry: DocketEntry) -> str:
    """The line in place of `left` lines that had no room."""
    return f"**Cut here: {{left}} lines more.** All of it: `govtool show {int(entry.number)}`."
