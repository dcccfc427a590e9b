"""Programs of others that tests run, and that only the system has."""

from __future__ import annotations

import os
import shutil

import pytest


def needed(program: str, package: str = "") -> str:
    """The path of a program. A test that needs one that is not here is skipped, which is said once with the way to get
    it; in continuous integration, which installs them all, it fails.
    """
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if found is None:
        reason = f"{program} is not installed: apt-get install {package or program}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
