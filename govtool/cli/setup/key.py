"""`govtool key`: makes, lists, registers and revokes keys."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.setup.key_sheet import sheet
from govtool.cli.setup.objection import objection
from govtool.cli.terminal.context import NamedFile, desk_command, folder_of, sign_with_option
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say, table, yes_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import duration, when
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.errors import GovtoolError, UsageError
from govtool.io.git.git import Git
from govtool.io.git.place import NoRepository
from govtool.io.signature.keygen import make_key
from govtool.io.signature.signing import KeygenKey
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.people.key_service import KeyView, key_by_part, keys_of, left_without
from govtool.roles.people.key_service import prove as prove_key
from govtool.roles.people.key_service import revoke as state_revocation
from govtool.roles.people.key_service import rotate as state_rotation
from govtool.roles.people.key_setup import free_name, set_up


@named_group("key", "govtool key setup; then: govtool key list")
def command() -> None:
    """Make, list, register and revoke your keys."""


command.add_command(sheet)


command.add_command(objection)


@command.command("setup", epilog="Example: govtool key setup")
@click.option("--key", "file", type=NamedFile(), help="Use this SSH key.")
@click.option("--global", "everywhere", is_flag=True, help="Set it for all your repositories, not only for this one.")
@click.option("--no-passphrase", is_flag=True, help="Do not ask for a passphrase for a new key.")
@click.pass_context
def setup(ctx: click.Context, file: Path | None, everywhere: bool, no_passphrase: bool) -> None:
    """Make or choose a key for git to sign with. It never overwrites a key."""
    git = _repository(ctx, everywhere)
    done = set_up(git, file, everywhere=everywhere, ask_passphrase=not no_passphrase)
    if done.file is None:
        say(f"You have a key to sign with already: {done.key.public_key.fingerprint}")
    else:
        where = "all your repositories" if everywhere or git is None else "this repository"
        say(f"{'Made' if done.was_made else 'Took'} {done.file}, for {where}.")
    if done.keeps_openpgp:
        say("Git goes on signing your commits with OpenPGP; votes and statements are signed with this SSH key,")
        say("because an OpenPGP signature cannot be counted yet.")
    say("Your public key is no secret. The person who founds, or proposes you, needs this line:")
    say(f"  {done.key.public_key.line}")
    if done.was_made:
        say("Keep a copy of the private key where only you reach it. Without any key, you need a vote of the others.")
    say("Next: govtool whoami; before there is a co-operative: govtool init")
    if done.was_made:
        say("On the first day, too: govtool key sheet makes a recovery key, and a recovery sheet to print.")


def _repository(ctx: click.Context, everywhere: bool) -> Git | None:
    try:
        return Git(folder_of(ctx))
    except GovtoolError as error:
        if everywhere:
            return None
        if not isinstance(error, NoRepository):
            raise
        raise GovtoolError(
            "there is no git repository here to set a key for",
            "cd into it; or for all of yours: govtool key setup --global",
        ) from None


@desk_command("list", "govtool key list; somebody else's: govtool key list bob", of=command)
@click.argument("member", required=False)
def list_keys(desk: Desk, member: str | None, as_json: bool) -> None:
    """List your keys, or those of MEMBER. Each has its use, and since when it is active, retired or revoked."""
    person = member_by_id(desk.book.state, member) if member else desk.member
    views = keys_of(person, desk.now)
    mine = _blob_of_git(desk)
    if as_json:
        print_json({"member": person.id, "keys": [_data(view, mine) for view in views]})
        return
    say(f"Keys of {person.name} ({person.id})", bold=True)
    table([_row(desk, view, mine) for view in views])
    if not views:
        say("  none")


def _blob_of_git(desk: Desk) -> str:
    try:
        return desk.key.public_key.base64
    except GovtoolError:
        return ""


def _row(desk: Desk, view: KeyView, mine: str) -> tuple[str, ...]:
    word = {"active": "active since", "waiting": "signs from", "retired": "retired", "revoked": "revoked"}[
        view.standing
    ]
    note = "← you sign with it" if view.key.blob == mine else ""
    return (view.fingerprint, view.key.use, f"{word} {when(view.since, desk.now)}", note)


def _data(view: KeyView, mine: str) -> dict[str, object]:
    names = "fingerprint standing key.type key.use key.active_at key.retired_at key.revoked_at"
    return picked(view, names, signs=view.key.blob == mine)


@desk_command("rotate", "govtool key rotate ~/.ssh/new --retire SHA256:abc", of=command)
@click.argument("file", required=False, type=NamedFile())
@click.option("--recovery", is_flag=True, help="It is a recovery key: for registering and revoking keys only.")
@click.option("--retire", metavar="PART", help="The key that it replaces: a part of its fingerprint.")
@click.option("--no-passphrase", is_flag=True, help="Do not ask for a passphrase for a new key.")
@sign_with_option
def rotate(
    desk: Desk, file: Path | None, recovery: bool, retire: str | None, no_passphrase: bool, as_json: bool
) -> None:
    """Register another key of yours. FILE is the key (default: a new one). A wait protects you from thieves."""
    old = key_by_part(desk.member, retire, desk.now).key if retire else None
    new = file.expanduser() if file else _new_key(desk, recovery, no_passphrase)
    sent = state_rotation(desk, KeygenKey(new), recovery=recovery, retire=old)
    tell_statement(
        desk, sent, f"You register {new} as your {'recovery' if recovery else 'signing'} key.", as_json=as_json
    )
    if as_json:
        return
    wait = bylaws_of(desk.book.state).periods.rotation
    signer = desk.member.key(desk.key.public_key.base64)
    at_once = signer is not None and signer.use == "recovery"
    say(f"It is registered when the clerk takes it, and signs {'at once' if at_once else duration(wait) + ' later'}.")
    if recovery:
        say("Keep its private half away from this computer. Next: govtool key list")
    else:
        setting = "govtool.signingKey" if desk.git.setting("govtool.signingKey") else "user.signingKey"
        say(f"Next, once govtool key list shows it active: git config {setting} {new}")


def _new_key(desk: Desk, recovery: bool, no_passphrase: bool) -> Path:
    """A new key under a name that is free, in the person's .ssh folder."""
    path = free_name(recovery=recovery)
    make_key(path, f"{desk.member.id} {'recovery' if recovery else ''}".strip(), ask_passphrase=not no_passphrase)
    say(f"Made {path}.", error=True)
    return path


@desk_command("prove", "govtool key prove dan --to dan.proof", of=command)
@click.argument("name", metavar="ID")
@click.option("--affiliate", metavar="ID", help="In a federation: the affiliate for which you come in.")
@click.option("--to", "file", type=NamedFile(), help="Write it there, do not print it.")
def prove(desk: Desk, name: str, affiliate: str | None, file: Path | None) -> None:
    """Prove that you hold your key. A person who proposes to admit you under that ID, or new keys for you, needs it.

    They type: govtool propose admit --candidate dan --key dan.pub --proof @dan.proof ..., or, for a member who lost
    all keys: govtool propose rekey --member dan --key dan.pub --proof @dan.proof. With --affiliate you say that you
    have no record in the federation yet, and come in for that affiliate only.
    """
    proof = prove_key(desk, name, affiliate)
    if file is None:
        click.echo(proof, nl=False)
    else:
        file.write_text(proof)
        say(f"Wrote {file}: the proof that {name} holds {desk.key.public_key.fingerprint}. It is no secret.")
        who = "proposes you" if affiliate is None else f"acts for {affiliate}"
        say(f"The person who {who} needs it, and your public key, which is this line:")
        say(f"  {desk.key.public_key.line}")
        say(f"  → they type: govtool {_use_of(desk, name, affiliate)}")


def _use_of(desk: Desk, name: str, affiliate: str | None) -> str:
    """The command that takes a proof, as far as it is known here; its file has the name of the person."""
    given = f"--key {name}.pub --proof @{name}.proof"
    if affiliate is not None:
        return f"federation enrol {affiliate} --person {name} {given} --name ..."
    if Member.of(desk.book.state, name) is not None:
        return f"propose rekey --member {name} {given}"
    return f"propose admit --candidate {name} {given} ..."


@desk_command("revoke", "govtool key revoke SHA256:abc", of=command)
@click.argument("part", metavar="FINGERPRINT")
@yes_option
@sign_with_option
def revoke(desk: Desk, part: str, yes: bool, as_json: bool) -> None:
    """Revoke a key of yours permanently. It works at once. Do it if you lost the key, or somebody else has it."""
    view = key_by_part(desk.member, part, desk.now)
    if view.standing == "revoked":
        raise UsageError(f"{view.fingerprint} is revoked already", "govtool key list")
    if not as_json:
        _warn(desk, view)
    if not is_agreed("Revoke it permanently?", yes=yes, as_json=as_json):
        return
    tell_statement(desk, state_revocation(desk, view.key), f"You revoke {view.fingerprint}.", as_json=as_json)


def _warn(desk: Desk, view: KeyView) -> None:
    say(f"{view.fingerprint} ({view.key.use}, {view.standing})", bold=True)
    say("Once it is revoked it signs nothing more, and open votes that were signed with it do not count.")
    if not left_without(desk.member, view.key, desk.now):
        say(
            "It is the last key that you can sign with: you would need a vote of the others for a new one.",
            colour="red",
        )
        say("  First register another: govtool key rotate")
