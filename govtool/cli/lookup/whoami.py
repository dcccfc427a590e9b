"""`govtool whoami`: shows who you are here, by your signing key."""

from __future__ import annotations

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say
from govtool.cli.view.member import tell_mute
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.roles.desk.desk import Desk
from govtool.roles.people.key_service import why_mute


@desk_command("whoami", "govtool whoami")
def command(desk: Desk, as_json: bool) -> None:
    """Show who you are here: the person whose key git signs with."""
    member, state = desk.member, desk.book.state
    bylaws = bylaws_of(state)
    found = bylaws.class_of(member)
    key = desk.key.public_key
    if as_json:
        names, class_ = "name membership", found[0] if found else None
        more = {"class": class_, "votes": bylaws.votes_of(member), "key": key.fingerprint}
        print_json(picked(member, names, member=member.id, **more))
        return
    votes = bylaws.votes_of(member)
    say(f"{member.name} ({member.id}) in {organization_of(state).name}", bold=True)
    say(f"  {found[0] if found else member.membership}, {votes} {'vote' if votes == 1 else 'votes'}")
    mute = why_mute(member, key, desk.now)
    if mute is None:
        say(f"  signs with {key.fingerprint}")
    else:
        tell_mute(mute)
