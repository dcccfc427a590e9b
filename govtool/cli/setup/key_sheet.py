"""`govtool key sheet`: registers a recovery key, and prints a recovery sheet."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.setup.sheet_page import as_html, as_text
from govtool.cli.terminal.context import NamedFile, desk_command, sign_with_option
from govtool.cli.terminal.render import say
from govtool.errors import GovtoolError, UsageError
from govtool.io.signature.secret import write_secret
from govtool.roles.desk.desk import Desk
from govtool.roles.people.key_sheet import Recovery, recovery_key, sheet_of


@desk_command("sheet", "govtool key sheet --out recovery.txt; print it, and keep it at home")
@click.option("--out", type=NamedFile(), help="Write it there, readable by you only.")
@click.option("--html", "is_html", is_flag=True, help="Make a page for a browser to print.")
@click.option("--key", "file", type=NamedFile(), help="Use this key, or make it there.")
@click.option("--with-key", is_flag=True, help="Put the PRIVATE KEY on the sheet: its reader can take your keys.")
@click.option("--no-passphrase", is_flag=True, help="Do not ask for a passphrase for a new key.")
@sign_with_option
def sheet(desk: Desk, out: Path | None, is_html: bool, file: Path | None, with_key: bool, no_passphrase: bool) -> None:
    """Make a recovery key, and a recovery sheet. The sheet says what to keep where, and what to type after a loss.

    A recovery key registers and revokes keys and does nothing else. With --key and the file of your present one it only
    prints the sheet again. The private key is on it only with --with-key.
    """
    if with_key and out is None:
        raise UsageError("a private key is not shown on a screen", "govtool key sheet --with-key --out FILE")
    if out is not None and out.exists():
        raise GovtoolError(f"there is a file {out} already", "a sheet is never overwritten: name another file")
    recovery = recovery_key(desk, file, ask_passphrase=not no_passphrase)
    _tell_key(desk, recovery)
    told = sheet_of(desk, recovery, with_key=with_key)
    text = as_html(told) if is_html else as_text(told)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_secret(out, text)
        say(f"Wrote {out}, for your eyes only." + (" THE PRIVATE KEY IS IN IT." if with_key else ""))
        say("  → print it, keep the paper away from this computer, and delete the file")


def _tell_key(desk: Desk, recovery: Recovery) -> None:
    """Prints to stderr what was done, so that the sheet alone can be sent to a printer."""
    if recovery.was_made:
        say(f"Made {recovery.file}.", error=True)
    if recovery.sent is None:
        say(f"{recovery.key.public_key.fingerprint} is your recovery key already.", error=True)
        return
    how = "delivered" if recovery.sent.state == "delivered" else "kept on this computer until it can be sent"
    say(f"You register it as your recovery key: signed as your statement {recovery.sent.number}, {how}.", error=True)
    say("  → follow it: govtool key list", error=True)
