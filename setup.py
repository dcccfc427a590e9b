"""Packs what a program's user needs beside the code: the template of a registry, and the schemas.

Both lie at the top of the repository, where the project itself uses them; in the package they lie inside `govtool/`.
Everything else about the package stands in pyproject.toml.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

FOLDERS = {"registry": "govtool/template/registry", "schemas": "govtool/schemas"}


class BuildWithData(build_py):
    """Copies the folders into the package that is built. A checkout that is installed for editing reads its own."""

    def run(self) -> None:
        """Builds, and lays the folders beside the modules."""
        super().run()
        if self.editable_mode:
            return
        for source, place in FOLDERS.items():
            for path in sorted(Path(source).rglob("*")):
                if path.suffix in (".json", ".yaml"):
                    target = Path(self.build_lib) / place / path.relative_to(source)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)


setup(cmdclass={"build_py": BuildWithData})
