"""A plugin for `tests.mutate`: of each file the tests without a repository come first: what fails fails soon."""

from __future__ import annotations

import pytest

SLOW = frozenset({"coop", "tmp_path"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the slow ones of each file last; the files stay in their order."""
    files = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (files[item.path], bool(SLOW & set(getattr(item, "fixturenames", ())))))
