"""Shows trials: a record in words, and in `status` those that wait for the clerk or for the person's report."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import when
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.trial import Trial
from govtool.roles.day.trials import TrialNews, trial_news
from govtool.roles.desk.desk import Desk
from govtool.roles.said.tried import trial_lines


def tell_trial(desk: Desk, trial: Trial) -> None:
    """Prints a trial: its terms, its report, what undoes it, and when the vote on it opens or how it ended."""
    state = desk.book.state
    say(f"The trial of {trial.proposal} {trial.title}", bold=True)
    say(f"  began {when(trial.started_at, desk.now)}")
    for line in trial_lines(state, DocketEntry.one(state, trial.proposal)):
        say(f"  {line}")
    if not trial.is_closed:
        say(f"  the vote on it opens by itself {when(trial.due_at, desk.now)}")
    say(f"  → govtool show {trial.proposal}")


def tell_trials(desk: Desk, member: str | None) -> None:
    """Prints each trial whose vote is overdue, and each one on which the person has not reported."""
    for news in trial_news(desk.book.state, member, desk.at):
        number, now = news.trial.proposal, desk.now
        if news.due_since:
            say(f"The vote on the trial of {number} {news.trial.title} is not open yet", colour="yellow", bold=True)
            say(f"  it is due since {when(news.due_since, now)}; what is tried stays until that vote is decided")
            if desk.at >= news.may_submit_at:
                say(f"  → any member can submit it now: govtool propose keep --trial {number}")
            else:
                say(f"  any member can submit it from {when(news.may_submit_at, now)}")
        if news.wants_report:
            say(f"Your report on the trial of {number} {news.trial.title} is missing", bold=True)
            say(f"  people read it before they vote: {news.trial.measure}")
            say(f"  → govtool note {number} 'how it went'")


def trials_data(desk: Desk, member: str | None) -> list[dict[str, object]]:
    """The same for a program."""
    return [_data(news) for news in trial_news(desk.book.state, member, desk.at)]


def _data(news: TrialNews) -> dict[str, object]:
    return picked(news, "trial.proposal trial.title trial.review_on due_since may_submit_at wants_report")
