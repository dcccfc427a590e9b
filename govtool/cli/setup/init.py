"""`govtool init`: founds a co-operative, from answers or from options, in a new repository or an old one."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from govtool.cli.setup.again import run_again
from govtool.cli.setup.founding_place import author_of, remote_to_found_on
from govtool.cli.setup.founding_question import Request, ask_missing, currency_of
from govtool.cli.setup.founding_report import founding_data, tell_founding
from govtool.cli.setup.people_file import people_of
from govtool.cli.terminal.context import NamedFile, folder_of, json_option, now
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import is_agreed, paged, say, yes_option
from govtool.cli.terminal.typed import OneOf, whole
from govtool.cli.view.founding import tell_charter
from govtool.core.ids import MemberId
from govtool.core.record import Record
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.organization import Organization, PublicKey
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.git.git import EMPTY_TREE
from govtool.io.git.store import Layout
from govtool.io.git.template import federation_bylaws, template_files
from govtool.io.signature.public_file import public_line
from govtool.io.signature.secret import read_secret
from govtool.io.signature.signing import KeygenKey, MemoryKey, SigningKey
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.signing_key import signing_key
from govtool.roles.forge.files import files_of_forge
from govtool.roles.lifecycle.first_affiliate import AFFILIATE_HINT, PEOPLE_MOST, belonging, named_affiliate
from govtool.roles.lifecycle.founder import first_state, refuse_second
from govtool.roles.lifecycle.founding_plan import (
    Person,
    founder_of,
    founding_document,
    plan_of,
    public_key,
    read_bylaws,
    read_charter,
)
from govtool.roles.lifecycle.initiation import CLERK_KEY, OFFLINE_KEY, initiate, key_path, parent_of, repository_at
from govtool.roles.lifecycle.opening_sheet import opening_of, read_opening

FOUNDING_DOCUMENT = "founding-document"
_EXAMPLE = (
    'Example: govtool init --name "Kettle Co-operative" --currency EUR --founder "alice:Alice Lee:40h"'
    ' --founder "bob:Bob Roy:20h:bob.pub"'
)


@click.command("init", epilog=_EXAMPLE)
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--name", help="The name of the co-operative.")
@click.option("--currency", help="Its currency, as in EUR, USD, JPY.")
@click.option("--exponent", type=whole(0, 4), help="Digits after the point, for a currency that is not listed.")
@click.option(
    "--founder", "founders", multiple=True, metavar="ID:NAME:HOURS[:KEY]", help="A founder; KEY is a .pub file."
)
@click.option("--me", metavar="ID", help="Which founder you are (default: the first).")
@click.option("--people", type=NamedFile(), help="A YAML list of people, as above.")
@click.option("--key", "key_file", type=NamedFile(), help="Your own key (default: git's).")
@click.option("--clerk-key", "clerk_keys", multiple=True, type=NamedFile(), metavar="FILE.pub",
              help="A public key for the clerk (default: it makes two).")  # fmt: skip
@click.option("--passkey-origin", "passkey_origins", multiple=True, metavar="ORIGIN",
              help="A web page at which passkeys may be used: https://vote.example.org")  # fmt: skip
@click.option("--bylaws", type=NamedFile(), help="Bylaws of your own.")
@click.option("--opening", type=NamedFile(), help="Existing wages owed and account balances.")
@click.option("--charter", metavar="FILE", help="Teams and policies to begin with; or: founding-document.")
@click.option("--new-teams", "--plain", "new_teams", is_flag=True, help="Make the teams that rows of --people name.")
@click.option("--below", type=OneOf([".governance"]), help="Put the registry there, in an existing project.")
@click.option("--forge", type=OneOf(["github"]), help="With the workflows that run govtool there.")
@click.option("--requirement", metavar="LINE", help="The package to install: govtool-coop==VERSION --hash=sha256:...")
@click.option("--from-wheel", type=NamedFile(), help="Or the wheel to install.")
@click.option("--vendor", type=NamedFile(), metavar="DIR", help="The wheels of the packages too, from this folder.")
@click.option("--profile", type=OneOf(["federation"]), help="Found a federation; it needs --affiliate ID:NAME.")
@click.option("--affiliate", hidden=True, metavar="ID:NAME", help="The first affiliate, or the folder of its clone.")
@click.option("--people-most", hidden=True, type=whole(1, 10_000_000), help="How many people it may bring in.")
@click.option("--remote", "remote_name", default=None, metavar="NAME", help="The remote to push to (default: origin).")
@click.option("--no-push", is_flag=True, help="Found here only; push later by hand.")
@click.option("--again", is_flag=True, help="Found anew, without founders who never accepted.")
@click.option("--without", multiple=True, metavar="PERSON", help="A founder to leave out, with --again; repeatable.")
@yes_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    name: str | None,
    currency: str | None,
    exponent: int | None,
    founders: tuple[str, ...],
    me: str | None,
    people: Path | None,
    key_file: Path | None,
    clerk_keys: tuple[Path, ...],
    passkey_origins: tuple[str, ...],
    bylaws: Path | None,
    opening: Path | None,
    charter: str | None,
    new_teams: bool,
    below: str | None,
    forge: str | None,
    requirement: str | None,
    from_wheel: Path | None,
    vendor: Path | None,
    profile: str | None,
    affiliate: str | None,
    people_most: int | None,
    remote_name: str | None,
    no_push: bool,
    again: bool,
    without: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """Found a co-operative: in a new repository, or in one that you have.

    On a terminal it asks for values that no option gives. It checks everything first, and shows all that you sign:
    every bylaw, and the whole text of every policy.

    \b
    --people FILE is a YAML list. Only id and name are required. A founder must accept the founding.
    The default membership is member; none is a volunteer. A key is a file beside this one, or its line. Example:
      - id: vera
        name: Vera Moss
        hours: 10              # or minutes_per_week: 450
        membership: none
        founder: true
        joined_at: "2024-01-01T00:00:00Z"
        keys: [vera.pub]
        teams: [platform]
        duties: [reviewer]

    \b
    --charter FILE is YAML too. A text is the name of a file beside it. Without --charter there are no policies and no
    teams. The word founding-document brings those of govtool's own founding document. Example:
      teams: [{id: platform, name: Platform}]
      policies: [{id: goals, title: What we are here for, text: goals.md}]

    \b
    --opening FILE is YAML too. A document is a file beside it, of which only the digest is kept. Example:
      currency: EUR
      debts: [{creditor: vera, amount: "300.00", owed_on: "2025-01-31", document: wages.pdf}]
      treasury: [{account: treasury, amount: "1200.00", document: bank.pdf}]

    \b
    A federation has affiliates, and nobody's hours matter. The first one may bring in 40 people (or --people-most).
    The folder of its clone may stand in place of ID:NAME. Example:
      govtool init --profile federation --name Valley --currency EUR --affiliate "riverside:Riverside Co-op" ...

    \b
    A founder never accepts? Found again without them, in your clone. It replaces main on the remote. Example:
      govtool init --again --without carol
    """
    if again or without:
        run_again(ctx, folder, without, key_file, remote_name, is_again=again, yes=yes, as_json=as_json)
        return
    is_federation = profile == "federation"
    if not is_federation and (affiliate or people_most):
        raise UsageError("only a federation has affiliates", "add --profile federation")
    given = [_with_key_line(founder_of(text, has_hours=not is_federation), folder_of(ctx)) for text in founders]
    listed = people_of(people, asks=not as_json) if people else ()
    rows = [_with_key_line(person, people.parent) for person in listed] if people else []
    request = Request(
        name, currency, exponent, given, rows, me, bylaws, clerk_keys, passkey_origins, is_federation, affiliate,
        has_opening=opening is not None,
    )  # fmt: skip
    at, forge_beside = now(), files_of_forge(forge, requirement, from_wheel, vendor)
    with repository_at(folder_of(ctx) / folder) as git:
        # before the questions, so that nobody answers them in vain: without a key, or beside another co-operative
        key = KeygenKey(key_file) if key_file else signing_key(git)
        remote = remote_to_found_on(git, remote_name, no_push=no_push)
        refuse_second(git, parent_of(git, remote))
        if sys.stdin.isatty() and not as_json:
            ask_missing(request, folder_of(ctx), at)
        organization, own_bylaws = _organization(request), _bylaws(request)
        everyone, mine = _everyone(request, key)
        records = _charter(charter, folder_of(ctx))
        records |= _affiliates(request, everyone, folder_of(ctx), people_most, at)
        if opening is not None:
            records |= read_opening(read_file(opening), str(opening), organization, at, opening.parent)
        elif request.opening is not None:
            records |= opening_of(request.opening, organization, folder_of(ctx)).records(at)
        nonce = secrets.token_hex(16)
        plan = plan_of(organization, own_bylaws, everyone, mine, records, nonce, at, makes_teams=new_teams)
        if not as_json:
            state = first_state(git, EMPTY_TREE, Layout(), plan)
            say("This is what you sign:", bold=True)
            paged(lambda: tell_charter(state, at))
        if not is_agreed("Found it?", yes=yes, as_json=as_json, default=True):
            return
        result = initiate(
            git,
            plan,
            key,
            author_of(git, next(person for person in everyone if person.id == mine)),
            layout=Layout(f"{below}/" if below else ""),
            clerk_keys=request.new_keys,
            remote=remote,
            trust=TrustStore(),
            beside=forge_beside,
        )
        if key_file:
            git.set_setting("gpg.format", "ssh")
            git.set_setting("user.signingKey", str(key_file.resolve()))
    made = [key_path(git, name) for name in request.new_keys]
    if as_json:
        print_json(founding_data(result, at, made))
    else:
        tell_founding(git, result, at, made)


def _charter(named: str | None, folder: Path) -> dict[str, Record]:
    """The teams and policies to begin with: none, those of the founding document, or those of a file."""
    if named is None:
        return {}
    if named == FOUNDING_DOCUMENT:
        return founding_document(template_files())
    path = Path.cwd() / folder / named
    return read_charter(read_file(path), named, lambda beside: read_file(path.parent / beside))


def _affiliates(
    request: Request, everyone: list[Person], folder: Path, people_most: int | None, at: Instant
) -> Mapping[str, Record]:
    """The first affiliate of a federation, and the affiliation of each member; nothing in a co-operative."""
    if not request.is_federation:
        return {}
    if not request.affiliate:
        raise UsageError("a federation needs its first affiliate", AFFILIATE_HINT)
    found = named_affiliate(request.affiliate, folder, people_most or PEOPLE_MOST, at)
    return belonging(found, everyone, at)


def _with_key_line(person: Person, beside: Path) -> Person:
    """A person whose keys are lines. If a key is the name of a file, it is read, as seen from a folder."""
    return person.changed(
        keys=[public_line(key, beside) for key in person.keys],
        recovery_keys=[public_line(key, beside) for key in person.recovery_keys],
    )


def _organization(request: Request) -> Organization:
    if not request.name or not request.currency:
        raise UsageError(
            f"the {request.what} needs a name and a currency",
            'add --name "Kettle Co-operative" --currency EUR',
        )
    code, exponent = currency_of(request.currency, request.exponent)
    keys = _clerk_keys(request)
    value = {"name": request.name, "currency": code, "exponent": exponent, "rules": 1}
    origins = {"passkey_origins": list(dict.fromkeys(request.passkey_origins))} if request.passkey_origins else {}
    return Organization.read({**value, "clerk_keys": [key.data() for key in keys], **origins}, f"the {request.what}")


def _clerk_keys(request: Request) -> list[PublicKey]:
    """The clerk's public keys: those that were named, or two new ones, one for CI and one for a drawer."""
    if request.clerk_keys:
        texts = [(read_secret(path), f"the clerk's key {path}") for path in request.clerk_keys]
        if any("PRIVATE KEY" in text for text, _ in texts):
            raise UsageError("--clerk-key names a private key", "name the public one, FILE.pub")
        return [public_key(text, whose) for text, whose in texts]
    request.new_keys = {name: MemoryKey.generate() for name in (CLERK_KEY, OFFLINE_KEY)}
    return [public_key(key.public_key.line, "the clerk") for key in request.new_keys.values()]


def _bylaws(request: Request) -> Bylaws:
    if request.bylaws is None:
        data = federation_bylaws() if request.is_federation else template_files()[Bylaws.home.path()]
        return read_bylaws(data, Bylaws.home.path())
    bylaws = read_bylaws(read_file(request.bylaws), str(request.bylaws))
    if (bylaws.kind == "federation") != request.is_federation:
        right = "add --profile federation" if bylaws.kind else "write kind: federation, or leave --profile out"
        raise UsageError(f"{request.bylaws} holds no bylaws of a {request.what}", right)
    return bylaws


def _everyone(request: Request, key: SigningKey) -> tuple[list[Person], MemberId]:
    """All people, with the caller's key in their row, and the caller's id. Raises UsageError if a key is missing."""
    everyone = [*request.founders, *request.people]
    founders = [person for person in everyone if person.founder]
    if not founders:
        row = "alice:Alice Lee" if request.is_federation else "alice:Alice Lee:40h"
        raise UsageError(f"a {request.what} needs a founder", f'--founder "{row}", and one for each other')
    mine = request.me or founders[0].id
    if all(person.id != mine for person in founders):
        raise UsageError(f"{mine} is none of the founders", "name yourself with --me, and your row with --founder")
    blob = key.public_key.base64
    found = []
    for person in everyone:
        if person.id == mine and not person.keys:
            person = person.changed(keys=[key.public_key.line])
        if person.id == mine and not any(blob in line for line in person.keys):
            raise UsageError(
                f"you sign with {key.public_key.fingerprint}, which is not the key in {mine}'s row",
                "say who you are with --me, or sign with that key: --key FILE",
            )
        if person.founder and not person.keys:
            hours = "" if request.is_federation else f":{person.committed}m"
            raise UsageError(
                f"{person.id}'s public key is missing",
                f"{person.id} types govtool key setup and sends you the line; then --founder"
                f' "{person.id}:{person.name}{hours}:FILE.pub"',
            )
        found.append(person)
    return found, mine
