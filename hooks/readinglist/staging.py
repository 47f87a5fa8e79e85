"""Where a site is built, and how it takes the place of the last one: whole or not at all, whenever a build ends.

A build works in a folder beside the site and holds a lock in it. The system lets go of the lock when the process is
gone, however it ended, so what lies there without its lock is nobody's: the next build puts back what belongs to the
site and clears the rest away.

    .site.building/             `site` is the name of the folder that is built
        lock                    held as long as the build runs
        RANDOM/site/            what is being built
        RANDOM/swap/            the finished site; once the two have changed places, the last one
        RANDOM/old/             the last one, on file systems on which two folders cannot change places in one step
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

NAMES = ("site", "swap", "old")
"""What a built site is called on its way, see above."""

_SWAPS: Mapping[str, tuple[str, Callable[[bytes, bytes], tuple[int | bytes, ...]]]] = {
    "linux": ("renameat2", lambda one, other: (-100, one, -100, other, 2)),
    "darwin": ("renamex_np", lambda one, other: (one, other, 2)),
}
"""System -> the call that lets two folders change places, with its arguments: renameat2(2) with AT_FDCWD and
RENAME_EXCHANGE, renamex_np(2) with RENAME_SWAP."""


def is_kept(path: Path) -> bool:
    """Whether a file of the last site stays when a new one takes its place: a checkout's own, a host's settings."""
    return path.name.startswith(".") or path.name == "CNAME"


def claim(target: Path) -> str | None:
    """Keep other builds away from `target` until `release`, and put right what a build that was killed left there.

    Gives in one line why that cannot be, or None.
    """
    yard = _find_yard(target)
    lock = _get_lock(yard)
    try:
        _take(lock, yard)
    except Timeout:
        return f"{target}: another build is writing to it; wait until that one has ended"
    except OSError as error:
        return f"{yard}: cannot be written: {error.strerror}; name another folder (SITE=dir)"
    if lock.lock_counter == 1:
        atexit.register(release, target.resolve())
        _end_in_order()
    _clear(yard, target.resolve())
    return None


def make_staging(target: Path) -> Path:
    """An empty folder for the site that is to take the place of `target`, on the same file system."""
    staging = Path(tempfile.mkdtemp(dir=_find_yard(target))) / NAMES[0]
    staging.mkdir()
    return staging


def put_in_place(staging: Path, target: Path) -> str | None:
    """Replace `target` by `staging` in one step, so that nobody ever sees a site that is half old and half new.

    Dot files and CNAME stay, unless the new site has its own: the folder may be the checkout of a branch that a host
    publishes. Files are in the new site before the step, folders come after it. Gives what went wrong in one line, or
    None; then `target` is still the last site.
    """
    target = target.resolve()
    _, swap, old = (staging.with_name(name) for name in NAMES)
    try:
        for kept in _list_kept(target):
            if kept.is_file() and not (staging / kept.name).exists():
                shutil.copy2(kept, staging / kept.name, follow_symlinks=False)
        staging.rename(swap)
        if not target.exists():
            swap.rename(target)
        elif not _exchange(swap, target):
            target.rename(old)
            swap.rename(target)
    except OSError as error:
        return f"{target}: cannot be replaced: {error.strerror}; check its permissions, or name another (SITE=dir)"
    finally:
        release(target)
    return None


def release(target: Path) -> None:
    """Let other builds have `target`; nothing of this one is left beside it."""
    yard = _find_yard(target)
    lock = _get_lock(yard)
    if lock.is_locked:
        _clear(yard, target.resolve())
        with suppress(OSError):
            (yard / "lock").unlink()  # before it is released: who waits for it notices that it is gone
            yard.rmdir()
        lock.release(force=True)


def _take(lock: FileLock, yard: Path) -> None:
    """Lock the folder; again where another build, which has just ended, took it away in between."""
    while True:
        yard.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            lock.acquire(blocking=False)
            return


def _find_yard(target: Path) -> Path:
    target = target.resolve()
    return target.with_name(f".{target.name}.building")


@cache
def _get_lock(yard: Path) -> FileLock:
    """The lock of a folder; the same one for everybody in this process, so that `serve` may build again."""
    return FileLock(yard / "lock", thread_local=False)


def _clear(yard: Path, target: Path) -> None:
    """Take from unfinished builds what belongs to the site, then drop them. What cannot be moved is not dropped."""
    for left in filter(Path.is_dir, list(yard.iterdir())):
        _, swap, old = (left / name for name in NAMES)
        with suppress(OSError):
            if old.is_dir() and not target.exists():
                old.rename(target)
            for kept in (kept for tree in (old, swap) for kept in _list_kept(tree)):
                if kept.is_dir() and target.is_dir() and not (target / kept.name).exists():
                    kept.rename(target / kept.name)
            _remove(left)


def _remove(tree: Path) -> None:
    """Delete a folder as far as it can be; many inner ones at once, as each waits for the disk."""
    with ThreadPoolExecutor(8) as pool, suppress(RuntimeError):  # Python begins no threads once it is ending
        level = [tree]
        while level:
            level = list(chain.from_iterable(pool.map(_delete_files, level)))
    shutil.rmtree(tree, ignore_errors=True)


def _delete_files(folder: Path) -> list[Path]:
    """Delete the files of a folder as far as they can be; gives the folders in it. Links are not followed."""
    inner = []
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                inner.append(Path(entry))
                continue
            with suppress(OSError):
                Path(entry).unlink()
    return inner


def _list_kept(tree: Path) -> Iterator[Path]:
    return filter(is_kept, list(tree.iterdir()) if tree.is_dir() else [])


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where system or file system cannot do that."""
    if sys.platform not in _SWAPS:
        return False
    name, arrange = _SWAPS[sys.platform]
    call = getattr(ctypes.CDLL(None), name, None)
    return call is not None and call(*arrange(os.fsencode(one), os.fsencode(other))) == 0


def _end_in_order() -> None:
    """Let a build that is told to end (by a host's scheduler, by a terminal that closes) clear up behind itself."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
