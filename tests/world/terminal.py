"""A program on a terminal, to its end."""

from __future__ import annotations

import re

import pexpect


def raw(child: pexpect.spawn[str], status: int) -> str:
    """What it says from now until it ends with this status, to the byte."""
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == status, child.before
    return child.before or ""


def ends(child: pexpect.spawn[str], status: int) -> str:
    """What it says from now until it ends with this status, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", raw(child, status))
