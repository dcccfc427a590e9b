"""`govtool receive`: says that you have seen an application or registration, and brings it in."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import hours, joined, tell_quoted
from govtool.cli.view.activity import tell_activity
from govtool.domain.constitution.member import Member
from govtool.domain.people.application import Receive
from govtool.domain.people.letter import Letter
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.people.letter_service import letter_named


@statement_command("receive", Receive, "govtool receive frank")
@click.argument("candidate")
def command(desk: Desk, candidate: str) -> Meant:
    """Say that you have seen an application or registration. One from outside then comes into the registry.

    It promises nothing. Any member can then review and nominate the person. See what waits: govtool list applications.
    """
    told = f"You have received what {candidate} sent."
    if Member.of(desk.book.state, candidate) is not None:
        tell_activity(desk, candidate)
        return Meant(told, {"candidate": candidate})
    if Member.of(on_their_way(desk)[0], candidate) is not None:
        raise UsageError(
            f"you have brought in what {candidate} sent already; it takes effect once the clerk records it",
            f"then nominate them: govtool nominate {candidate}",
        )
    found = letter_named(desk, candidate)
    if found.letter is not None:
        tell_letter(found.letter)
    return Meant(told, {"candidate": candidate, "letter": found.digest}, outside=found.commit)


def tell_letter(letter: Letter) -> None:
    """Prints an application from outside, for the member who brings it in."""
    what = "applies" if letter.wants == "member" else "registers as a volunteer"
    wanted = f", for {hours(letter.wanted_minutes_per_week)} a week" if letter.wanted_minutes_per_week else ""
    teams = f", with {joined(letter.teams)}" if letter.teams else ""
    say(f"{letter.name} ({letter.id}) {what}{wanted}{teams}", bold=True)
    if letter.text:
        say("  in their own words:")
        tell_quoted(letter.text)
    if letter.text_digest:
        say(f"    a text kept outside, {letter.text_digest}")
