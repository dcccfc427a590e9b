"""Somebody's clone of the co-operative of the tests, in which they type commands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govtool.cli.main import run
from tests.conftest import Git as RunGit
from tests.world.coop import Coop


class Clone:
    """Somebody's clone of the co-operative, in which they type commands."""

    def __init__(self, coop: Coop, git: RunGit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
        self.coop, self.git, self.monkeypatch, self.capsys = coop, git, monkeypatch, capsys
        self.folder = coop.folder / "mine"
        git(coop.folder, "clone", "--quiet", str(coop.folder / "hub.git"), str(self.folder))

    def fetch(self) -> None:
        self.git(self.folder, "fetch", "--quiet", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*")

    def govtool(self, *arguments: str) -> tuple[int, str]:
        self.monkeypatch.setenv("GOVTOOL_NOW", self.coop.now)
        self.capsys.readouterr()
        status = run(["-C", str(self.folder), *arguments])
        said = self.capsys.readouterr()
        return status, said.out + said.err

    def json(self, *arguments: str) -> tuple[int, Any]:
        self.monkeypatch.setenv("GOVTOOL_NOW", self.coop.now)
        self.capsys.readouterr()
        status = run(["-C", str(self.folder), *arguments, "--json"])
        said = self.capsys.readouterr()
        assert status != 3, said.err
        return status, json.loads(said.out)

    def audit(self, *arguments: str) -> tuple[int, set[str], set[str]]:
        """The exit status, the codes that fail and those that warn."""
        self.fetch()
        status, data = self.json("audit", *arguments)
        return status, {found["code"] for found in data["findings"]}, {found["code"] for found in data["warnings"]}
