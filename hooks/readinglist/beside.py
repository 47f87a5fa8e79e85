"""Work done beside other work: in a process of its own where the system can split one off, else when waited for."""

from __future__ import annotations

import atexit
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar, cast

Result = TypeVar("Result")

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


def _stop(process: BaseProcess) -> None:
    """End the process, and wait until it writes no more."""
    process.kill()
    process.join()


def _work(task: Callable[[], object], sender: Connection) -> None:
    """Run the task and send its result, or its exception; end at once when nobody waits for it any more."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both: the one that is waited for ends the other
    try:
        answer: tuple[object, Exception | None] = (task(), None)
    except Exception as error:  # as in concurrent.futures: whoever waits has to know, whatever it is
        answer = (None, error)
    sender.send(answer)
    sender.close()
