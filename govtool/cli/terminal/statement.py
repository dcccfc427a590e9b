"""Commands that sign one statement: made from its record, as far as people type its fields, and told in one way."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.field import fields_of, option_of, value_of, values_of
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.core.ids import CommitId
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.countersignature import TwoPersons
from govtool.domain.decisions.statement import Body
from govtool.errors import GovtoolError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import Place
from govtool.roles.desk.statement_service import StatementSent, make_statement


class Meant(NamedTuple):
    """The statement that a person makes by a command: the sentence that is printed once it is signed, and the body.

    The body leaves out fields that are None. `kind` replaces the kind of the command. `outside` is the commit of a
    person without a record that it brings in. `then` prints further facts before the sentence.
    """

    told: str
    body: Mapping[str, object]
    kind: type[Body] | None = None
    outside: CommitId | None = None
    then: Callable[[], None] | None = None


def statement_command(
    name: str, kind: type[Body], example: str
) -> Callable[[Callable[..., Meant | str | None]], click.Command]:
    """Makes the command of a kind of statement. The function below it is called with the desk and what was typed.

    If it takes a field of the record that no option of its own gives, an option is made from that field. It returns a
    `Meant`; or only the sentence, if the body is what was typed; or None, if nothing will be signed. It may take
    `folder` too, the folder of the files that people name, and `as_json`, if it prints an answer of its own. Otherwise
    it prints on the standard error with --json.
    """

    def made(function: Callable[..., Meant | str | None]) -> click.Command:
        wanted = inspect.signature(function).parameters
        own = {parameter.name for parameter in getattr(function, "__click_params__", ())}
        fields = [field for field in fields_of(kind) if field.name in wanted and field.name not in own]

        def run(desk: Desk, as_json: bool, folder: Path, **typed: Any) -> None:
            organization = organization_of(desk.book.state)
            money = organization.exponent, organization.currency
            for field in fields:
                read = values_of if field.is_list else value_of
                given = typed[field.name]
                typed[field.name] = None if given in (None, ()) else read(field, given, folder, *money)
            shared = {name: value for name, value in (("as_json", as_json), ("folder", folder)) if name in wanted}
            # what a person reads before they sign must not stand in the answer for a program
            with contextlib.redirect_stdout(sys.stderr if as_json and "as_json" not in wanted else sys.stdout):
                meant = function(desk, **typed, **shared)
            if meant is not None:
                _state(desk, kind, meant if isinstance(meant, Meant) else Meant(meant, typed), as_json=as_json)

        options = (option_of(field, is_asked=False) for field in fields)
        # the parameters of `run` count, not those of the function that it wraps
        del vars(functools.update_wrapper(run, function))["__wrapped__"]
        return desk_command(name, example, *options)(run)

    return made


def _state(desk: Desk, kind: type[Body], meant: Meant, *, as_json: bool) -> None:
    body = {name: value for name, value in meant.body.items() if value is not None}
    sent = make_statement(desk, (meant.kind or kind).kind, body, meant.outside)
    if meant.then is not None and not as_json:
        meant.then()
    tell_statement(desk, sent, meant.told, as_json=as_json, waits=_waits(desk, meant.kind or kind, body))


def _waits(desk: Desk, kind: type[Body], body: Mapping[str, object]) -> bool:
    """Whether a statement of a federation takes effect only once others have signed it too."""
    if not (kind.for_federation and issubclass(kind, TwoPersons)):
        return False
    return not kind.read(body).is_enough(desk.book.state, (desk.member.id,), desk.at)


def drop_paper(desk: Desk, place: Place, name: object, what: str, *, as_json: bool) -> None:
    """Deletes a paper that was signed here and never sent. Raises GovtoolError if the remote may have it."""
    if not desk.fetched and desk.remote.is_configured:
        raise GovtoolError("govtool cannot tell now whether the remote has it", "try again once it can be reached")
    desk.outbox.drop_unsent(place, what)
    if as_json:
        print_json({"dropped": name, "commit": place.waiting, "branch": place.branch})
    else:
        say(f"You drop {what}, which was signed here and never sent.", bold=True)


def tell_statement(desk: Desk, sent: StatementSent, what: str, *, as_json: bool, waits: bool = False) -> None:
    """Prints what was stated, and how far it has come."""
    if as_json:
        print_json(sent)
        return
    say(what, bold=True)
    if sent.state == "delivered":
        effect = "with the last signature that it needs" if waits else "once the clerk records it"
        say(f"  signed and delivered as your statement {sent.number}; it takes effect {effect}")
    else:
        say(f"  signed as your statement {sent.number}, and kept on this computer until it can be sent")
    say("  → follow it: govtool status")
