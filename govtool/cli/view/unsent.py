"""Shows statements and proposals that were signed here and never sent, in full."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.cli.view.record import lines_in_words
from govtool.core.state import State
from govtool.domain.decisions.proposal import FILE
from govtool.domain.decisions.statement import Statement, read_body
from govtool.errors import Refused
from govtool.roles.decisions.proposal_service import Kept
from govtool.roles.desk.statement_service import Stranded
from govtool.roles.said.saying import stated


def said_by(state: State, made: Statement | None) -> str:
    """The effect of a statement that the clerk did not record. Anybody can push one that nobody can read."""
    try:
        body = read_body(made, state.catalogue).data() if made is not None else {}
    except Refused:
        made = None
    return f"it {stated(state, made.kind, body)}" if made is not None else "nobody can use it"


def tell_stranded(state: State, paper: Stranded, *, error: bool = False) -> None:
    """Prints a statement that cannot be sent as it is: why, and all that it says."""
    say(f"Signed here, and cannot be sent: your statement {paper.number}", colour="red", error=error)
    say("  its number was used meanwhile, perhaps on another computer of yours", error=error)
    say(f"  {said_by(state, paper.statement)}", error=error)
    if paper.statement is not None and paper.statement.body:
        for line in lines_in_words(state, paper.statement.body):
            say(f"    {line}", error=error)


def tell_stranded_filing(kept: Kept, *, error: bool = False) -> None:
    """Prints a proposal that cannot be sent as it is: why, and its file."""
    say(f"Signed here, and cannot be sent: the proposal {kept.sheet.slug}", colour="red", error=error)
    say("  its name was used meanwhile, perhaps on another computer of yours", error=error)
    for line in kept.sheet.files.get(FILE, b"").decode(errors="replace").rstrip("\n").split("\n"):
        say(f"    {line}", error=error)


def stranded_data(paper: Stranded) -> dict[str, object]:
    """The same for a program."""
    said = picked(paper, "statement.kind statement.body") if paper.statement else {"kind": None, "body": None}
    return picked(paper, "place.branch commit number", **said)
