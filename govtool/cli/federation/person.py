"""`govtool federation enrol`, `affiliate`, `end-affiliation` and `merge`: to which affiliates people belong."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.federation.argument import affiliate_argument
from govtool.cli.terminal.context import NamedFile
from govtool.cli.terminal.field import fields_of, value_of
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import joined, when
from govtool.core.phrase import counted
from govtool.domain.constitution.membership import counts_from
from govtool.domain.federation.belonging import EndAffiliation, Merge
from govtool.domain.federation.enrolment import Enrol, JoinAffiliate
from govtool.domain.federation.person import NewPerson
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.people.enrolment import read_new_people, words_of


@statement_command("enrol", Enrol, "govtool federation enrol riverside people.yaml")
@affiliate_argument
@click.argument("file", required=False, type=NamedFile())
@click.option("--person", metavar="ID", help="The id that a person will have, if it is one only.")
@click.option("--name", help="The name of that person.")
@click.option("--key", metavar="KEY", help="Their public key: its line, or a .pub file.")
@click.option("--proof", metavar="@FILE", help="Their proof: govtool key prove ID --affiliate AFFILIATE.")
def enrol(
    desk: Desk,
    affiliate: str,
    file: Path | None,
    person: str | None,
    name: str | None,
    key: str | None,
    proof: str | None,
    folder: Path,
) -> Meant:
    """Bring new people in for your affiliate.

    You need its mandate in the matter enrol.

    FILE lists up to 100 people: - person, name, key (the line of a .pub file) and proof. Each of them makes the proof:
    govtool key prove ID --affiliate AFFILIATE. For people with a record here: govtool federation affiliate.
    """
    typed = {"person": person, "name": name, "key": key, "proof": proof}
    given = {field: value for field, value in typed.items() if value is not None}
    missing = [f"--{field}" for field in typed if field not in given]
    if (file is None) == (not given) or (given and missing):
        also = f" (missing: {joined(missing)})" if given and missing else ""
        raise UsageError(
            f"give a file of people, or one person with all four options{also}",
            f"govtool federation enrol {affiliate} --person noor --name 'Noor Ali' --key noor.pub --proof @noor.proof",
        )
    if file is not None:
        people = read_new_people(read_file(file), str(file))
    else:
        people = [{field.name: value_of(field, given[field.name], folder, 0) for field in fields_of(NewPerson)}]
    rows = [NewPerson.read(row) for row in people]
    say(f"New people of {affiliate}:")
    for row in rows:
        say(f"  {words_of(row)}")
    say(f"They vote in proposals that open from {when(counts_from(desk.book.state, desk.at), desk.now)} on.")
    told = f"You bring {counted(len(rows), 'person', 'people')} into the federation for {affiliate}."
    return Meant(told, {"affiliate": affiliate, "people": people})


@statement_command("affiliate", JoinAffiliate, "govtool federation affiliate restaurant")
@affiliate_argument
def affiliate_command(desk: Desk, affiliate: str) -> Meant:
    """Ask to belong to another affiliate too.

    It takes effect once its people sign it: govtool sign.

    Your vote, your record and your home stay the same.
    """
    told = f"You ask to belong to {affiliate}. Its people sign it too: govtool sign."
    return Meant(told, {"affiliate": affiliate})


@statement_command("end-affiliation", EndAffiliation, "govtool federation end-affiliation restaurant")
@affiliate_argument
@click.option("--person", metavar="ID", help="Another person; you act for the affiliate, under its mandate to enrol.")
def end_affiliation(desk: Desk, affiliate: str, person: str | None) -> Meant:
    """End a person's affiliation, or your own.

    The record and the vote stay.
    """
    who = member_by_id(desk.book.state, person).id if person is not None else None
    told = f"You no longer belong to {affiliate}." if who is None else f"{who} no longer belongs to {affiliate}."
    return Meant(told, {"affiliate": affiliate, "person": who})


@statement_command("merge", Merge, "govtool federation merge alis")
@click.argument("other", metavar="ID")
def merge(desk: Desk, other: str) -> Meant:
    """Say that another record here is yours too. The younger one ends, with its keys and its open ballots.

    Sign it with a key of the other record too: govtool sign. The elder record belongs to the affiliates of both.
    """
    name = member_by_id(desk.book.state, other).id
    if name == desk.member.id:
        raise UsageError(f"{name} is the record with which you sign", "name your other record: govtool list members")
    return Meant(f"You say that {name} is you too. A key of {name} must sign it: govtool sign.", {"other": name})
