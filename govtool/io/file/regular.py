"""The one reader of files that somebody named, or that others could have put in the place of ours.

A pipe would keep a command waiting without end, a device has no end, and a file may be larger than the memory. So only
regular files are read, and no more of one than is allowed.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MAX_FILE = 64 << 20
_PIECE = 1 << 16
_WAYS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_regular(path: Path, most: int = MAX_FILE) -> bytes:
    """The bytes of a regular file. Raises OSError if there is none, it is something else, or it is larger."""
    with os.fdopen(os.open(path, _WAYS), "rb") as file:
        kind = os.fstat(file.fileno()).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(kind):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        # piece by piece: room for all that is allowed would be made before anything is read
        data = bytearray()
        while len(data) <= most and (piece := file.read(_PIECE)):
            data += piece
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most} bytes", str(path))
    return bytes(data)
