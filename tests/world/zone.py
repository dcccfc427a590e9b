"""The clocks of a place: a test that sees what people there see, with the real rules of their time zone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"


@contextmanager
def clocks_of(zone: str) -> Iterator[None]:
    """This process, and those that it starts, run in a time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
