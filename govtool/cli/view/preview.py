"""Shows a proposal before it is submitted: what it asks for, who must agree, what it would change."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import duration, when
from govtool.cli.view.count import tell_asked, tell_effects, tell_rules
from govtool.core.times import longest
from govtool.domain.decisions.rival import RivalQuestion
from govtool.roles.decisions.proposal_service import Preview
from govtool.roles.said.tried import trial_mark


def tell_preview(seen: Preview) -> None:
    """Prints what a proposal would do and who must agree."""
    entry = seen.entry
    say(f"{entry.title}{trial_mark(entry)}", bold=True)
    tell_asked(seen.state, entry)
    tell_rules(seen.state, entry)
    period = longest(entry.terms(asked).period for asked in entry.asked)
    days = f"  people have {duration(period)} to vote"
    if entry.answers is not None:
        question = RivalQuestion.of(seen.state, entry.answers)
        others = ", ".join(rival.proposal for rival in question.entries) if question else ""
        say(f"  answers the question {entry.answers}" + (f" beside {others}" if others else ", as its first proposal"))
        days = f"  people can vote until {when(entry.closes_at, entry.opened_at)}"
    delay = duration(entry.delay)
    say(days + ("" if delay == "no time" else f"; it takes effect {delay} after it has passed"))
    tell_effects(seen.effects)
