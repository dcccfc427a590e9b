"""`govtool register`: joins as a volunteer."""

from __future__ import annotations

from pathlib import Path

from govtool.cli.people.letter import asked, is_known, letter_options, need_key, write
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.typed import TEXT
from govtool.cli.terminal.words import Said
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk


@desk_command("register", "govtool register --id wilma --name 'Wilma Lee' --text 'I like to write.'")
@letter_options
def command(
    desk: Desk, name: str | None, full_name: str | None, said: Said, to: Path | None, no_passphrase: bool, as_json: bool
) -> None:
    """Register as a volunteer: you propose, your hours are recorded and shown when you apply; no vote and no pay.

    You need no right to push: send it as a branch, from a fork, or as a file, and a member brings it in.
    """
    need_key(desk, no_passphrase=no_passphrase, quiet=as_json)
    if is_known(desk):
        raise UsageError(f"you are known here already, as {desk.member.id}", "to become a member: govtool apply")
    values = {
        "id": asked(name, "--id", "Your id (small letters, digits, hyphens)", TEXT),
        "name": asked(full_name, "--name", "Your name", TEXT),
        "wants": "volunteer",
        "wanted_minutes_per_week": 0,
    }
    write(desk, values, said, to, as_json=as_json)
