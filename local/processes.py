"""Starts child processes that can never outlive the local host, and stops them by their pid."""

import asyncio
import ctypes
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from typing import IO

_PR_SET_PDEATHSIG = 1


async def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
    last_word: signal.Signals = signal.SIGTERM,
) -> Process:
    """Start a child in a session of its own, so that Ctrl-C reaches the local host alone and it
    decides the order of stopping. `last_word` is what the kernel sends it if the host is killed."""
    return await asyncio.create_subprocess_exec(
        *command,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=_when_the_parent_dies(last_word),
    )


async def run(command: Sequence[str], *, env: Mapping[str, str]) -> int:
    """Run a child to its end and give its exit code; a cancelled run ends the child first."""
    child = await start(command, env=env)
    try:
        return await child.wait()
    finally:
        await stop(child, signal.SIGTERM, patience=5)


async def read_output(command: Sequence[str], *, env: Mapping[str, str]) -> tuple[int, str]:
    """Run a child to its end and give its exit code and what it printed; errors go to the terminal."""
    child = await start(command, env=env, output=asyncio.subprocess.PIPE)
    try:
        out, _ = await child.communicate()
        return await child.wait(), out.decode()
    finally:
        await stop(child, signal.SIGTERM, patience=5)


async def stop(child: Process, word: signal.Signals, *, patience: float) -> bool:
    """Ask a child to stop and wait; after `patience` seconds kill it. Says whether it went by itself."""
    if child.returncode is not None:
        return True
    child.send_signal(word)
    try:
        async with asyncio.timeout(patience):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()
        return False
    return True


def _when_the_parent_dies(word: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None  # elsewhere only Ctrl-C and SIGTERM clean up, not a kill -9 of the host
    libc = ctypes.CDLL(None)  # loaded here: nothing may be loaded between fork and exec
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, int(word))
