"""The file of people that `govtool init --people` reads. On a terminal the person corrects faults in the editor."""

from __future__ import annotations

import sys
from pathlib import Path

from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.render import say
from govtool.errors import UsageError
from govtool.io.file.atomic import replace_file
from govtool.io.file.document import read_file
from govtool.roles.lifecycle.founding_plan import Person, read_people

_READABLE_BY_OTHERS = 0o044


def people_of(file: Path, *, asks: bool) -> tuple[Person, ...]:
    """The people of a file. If it has faults and somebody can be asked, the editor shows them beside the rows.

    Once the text is right, it replaces the file. Raises Refused, and UsageError if the person gave up.
    """
    data = read_file(file)
    if not asks or not sys.stdin.isatty():
        return read_people(data, str(file))
    question = f"Open {file.name} in your editor, with this beside the rows?"
    with Editing(data, file.name, lambda kept: f"govtool init --people {kept}") as editing:
        found = editing.until_right(lambda own: read_people(own, str(file)), begins_checked=True, question=question)
        if found is None:
            raise UsageError("nothing was founded", f"mend {file}, and type the same again")
        if editing.text != data:
            private = not file.stat().st_mode & _READABLE_BY_OTHERS
            replace_file(file.resolve(), editing.text.decode(), private=private)
            say(f"Saved {file}.", error=True)
        editing.is_done = True
    return found
