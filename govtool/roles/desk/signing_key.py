"""The key that git signs with in a repository, and so the key of the person who works there.

Git's settings say which key and which program. Both are the person's own configuration: no commit can change it. A
signature is never verified with that program.
"""

from __future__ import annotations

from pathlib import Path

from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.signature.signing import KEYGEN, KeygenKey, SigningKey


def signing_key(git: Git) -> SigningKey:
    """The key that git signs with in this repository. Raises GovtoolError with what to type where there is none."""
    own = git.setting("govtool.signingKey")
    value = own or git.setting("user.signingKey")
    kind = (git.setting("gpg.format") or "openpgp").lower()
    command = git.setting("gpg.ssh.defaultKeyCommand")
    top, program = git.place.top, _program(git)
    if not value and kind == "ssh" and command:
        return KeygenKey.of_command(command, top=top, program=program)
    if not value:
        raise GovtoolError("you have no key to sign with yet", "make one in a minute: govtool key setup")
    looks_ssh = value.startswith(("ssh-", "sk-", "ecdsa-", "key::", "~", "/", "./")) or value.endswith(".pub")
    if kind != "ssh" and not looks_ssh and not own:
        raise GovtoolError(
            f"git is set to sign with {kind} ({value}), which govtool cannot count",
            "make an SSH key beside it: govtool key setup",
        )
    return KeygenKey.from_setting(value, top=top, program=program)


def _program(git: Git) -> str:
    """The program that signs; a path is read from where git reads it, a name is looked up by the system."""
    named = git.setting("gpg.ssh.program") or KEYGEN
    return str(git.place.top / Path(named).expanduser()) if "/" in named else named
