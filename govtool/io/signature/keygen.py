"""Makes a person's key with OpenSSH's own program, where OpenSSH keeps keys. It never overwrites one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from govtool.errors import GovtoolError


def make_key(path: Path, comment: str, *, ask_passphrase: bool) -> Path:
    """A new ed25519 key pair; gives the path of its public half. On a terminal ssh-keygen asks for a passphrase.

    Raises GovtoolError where a file is there already, or ssh-keygen fails.
    """
    public = Path(f"{path}.pub")
    for there in (path, public):
        if there.exists():
            raise GovtoolError(f"there is a key at {there} already", "use it: govtool key setup --key FILE")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise GovtoolError(
            f"{path.parent} cannot be made: {error.strerror}", "use a key that you have: govtool key setup --key FILE"
        ) from error
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-C", comment, "-f", str(path)]
    if not (ask_passphrase and sys.stdin.isatty()):
        command += ["-N", ""]
    try:
        done = subprocess.run(command, check=False)
    except FileNotFoundError:
        raise GovtoolError("the program ssh-keygen is not installed", "install OpenSSH's client programs") from None
    if done.returncode != 0 or not public.is_file():
        raise GovtoolError(f"ssh-keygen made no key at {path}", "try it by hand: ssh-keygen -t ed25519")
    return public
