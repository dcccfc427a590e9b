"""A real OpenSSH server on a free port of this computer, as a process of this user."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.world.people import key_of
from tests.world.programs import needed


class SshServer:
    """Lets in whom the file `authorized` of its folder names; a context manager. `options` are further ones of sshd."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self.authorized = folder / "authorized"
        self.user = pwd.getpwuid(os.geteuid()).pw_name
        self.port = free_port()
        self._options = (
            f"HostKey={self.key('host')}", f"AuthorizedKeysFile={self.authorized}", "PidFile=none", "StrictModes=no",
            "UsePAM=no", "PasswordAuthentication=no", "ListenAddress=127.0.0.1", f"Port={self.port}", *options,
        )  # fmt: skip
        self._hosts = folder / "known"
        self._hosts.write_text(f"[127.0.0.1]:{self.port} ssh-ed25519 {key_of('host').public_key.base64}\n")

    def key(self, name: str) -> Path:
        """Somebody's private key as a file."""
        path = self.folder / name
        path.write_text(key_of(name).openssh_private())
        path.chmod(0o600)
        return path

    def command(self, name: str) -> str:
        """The ssh command by which somebody reaches it with their key, and with no setting of this computer."""
        return f"ssh -F /dev/null -o UserKnownHostsFile={self._hosts} -o IdentityFile={self.key(name)}"

    def url(self, path: str) -> str:
        """The address of a repository there."""
        return f"ssh://{self.user}@127.0.0.1:{self.port}/{path.removeprefix('/')}"

    def __enter__(self) -> Self:
        options = [part for option in self._options for part in ("-o", option)]
        if os.geteuid() == 0:
            # its service makes this folder; who is not root needs none
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._log = (self.folder / "log").open("w")
        command = [needed("sshd", "openssh-server"), "-D", "-e", "-f", "/dev/null", *options]
        self._process = subprocess.Popen(command, stderr=self._log)
        try:
            wait_for(self.port)
        except AssertionError:
            self.__exit__()
            raise AssertionError((self.folder / "log").read_text()) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.close()


def free_port() -> int:
    """A port of this computer at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Waits, a few seconds at most, until something listens at a port. Raises AssertionError."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at port {port}")
