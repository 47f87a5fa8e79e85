"""Work done beside other work: a task in a process split off, where that can be, and programs of others."""

from __future__ import annotations

import atexit
import ctypes
import functools
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLITE = 10
"""The niceness of a process that gives way; 0 is that of others, 19 the most."""
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when the one that made it is gone."""


def start(task: Callable[[], Result], *, is_apart: bool = True) -> Callable[[], Result | None]:
    """Begin a task; gives the function that waits for its result, or raises what the task raised.

    None is the result of a process that was killed.

    The process has all that is in memory now and shares nothing afterwards. Only Linux splits off whole processes
    safely, and one core gains nothing by it; there, and where it is not to be `is_apart`, waiting does the work.
    """
    if not is_apart or sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return task
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    gc.freeze()  # what is there by now stays: looking through it would cost time, and in the new process memory, too
    process = context.Process(target=_work, args=(task, sender), daemon=True)
    process.start()
    atexit.register(_stop, process)  # before what was registered earlier: clearing away the folder that it writes to
    sender.close()

    def wait() -> Result | None:
        try:
            result, error = receiver.recv()
        except EOFError:
            result, error = None, None
        process.join()
        if error is not None:
            raise error
        return cast(Result | None, result)

    return wait


def share(task: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], *, is_apart: bool) -> list[Result]:
    """A task done with a list; where it may be `is_apart`, the second half of it beside the first.

    What comes of the second half is handed over by pickle.
    """
    half = len(items) // 2 if is_apart else len(items)
    rest = functools.partial(task, items[half:])
    wait = start(rest) if half < len(items) else rest
    first, second = task(items[:half]), wait()
    return first + (rest() if second is None else second)


def _make_proxy(content: dict[object, object]) -> MappingProxyType[object, object]:
    """A mapping of frozen data, as it was before it was handed over."""
    return MappingProxyType(content)


ForkingPickler.register(MappingProxyType, lambda proxy: (_make_proxy, (dict(proxy),)))  # pickle takes none by itself


def start_program(command: Sequence[str]) -> subprocess.Popen[str]:
    """Begin another program, whose output is kept for `communicate`; it ends with the process that calls this."""
    leave = _end_with_parent if sys.platform == "linux" else None
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, preexec_fn=leave)  # noqa: S603
    atexit.register(_end_program, process)
    return process


def give_way() -> None:
    """Let programs that were started go first from now on: each has one core for much of its work and is waited for in
    the end, when another core would stand idle. Of use where nobody waits for this process itself.
    """
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, 0, max(_POLITE, os.getpriority(os.PRIO_PROCESS, 0)))


def _stop(process: BaseProcess) -> None:
    """End the process, and wait until it writes no more."""
    process.kill()
    process.join()


def _end_program(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def _end_with_parent() -> None:
    """Let the system end this process when the one that made it is gone, however that ended."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _work(task: Callable[[], object], sender: Connection) -> None:
    """Run the task and send its result, or its exception; end at once when nobody waits for it any more."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both: the one that is waited for ends the other
    try:
        answer: tuple[object, Exception | None] = (task(), None)
    except Exception as error:  # as in concurrent.futures: whoever waits has to know, whatever it is
        answer = (None, error)
    sender.send(answer)
    sender.close()
