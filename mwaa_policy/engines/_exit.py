"""The end of the program, which objects of wasmtime's Python package must not see.

They free themselves. While the interpreter ends, they would do so with functions that are gone
already, and complain on stderr; and a daemon thread may still be using them.
"""

from __future__ import annotations

import threading
import weakref

_lock = threading.Lock()
_parts: weakref.WeakSet[object] = weakref.WeakSet()
_registered = False


def leave_to_the_system(part: object) -> None:
    """Leave an object that is alive at the end of the program to the operating system.

    Before that, it is freed when nobody refers to it any more, as usual.
    """
    global _registered  # noqa: PLW0603 - there is one end of the program
    with _lock:
        _parts.add(part)
        if not _registered:
            import atexit  # noqa: PLC0415 - beside its only use

            atexit.register(_outlive)
            _registered = True


def _outlive() -> None:
    """Add a reference that nobody will take away to each object."""
    import ctypes  # noqa: PLC0415 - wasmtime has loaded it

    with _lock:
        for part in _parts:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(part))
