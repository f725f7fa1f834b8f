"""The one door to Azure's command line. It holds no credential: whoever is signed in to az is who acts."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Protocol

LONGEST = 3600.0  # seconds; a first deployment takes about ten minutes


class AzFailed(Exception):
    """az did not do it; the text says why, in its words."""


class NoAz(AzFailed):
    """There is no az on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How az ended, and what it said."""

    code: int
    out: str = ""
    err: str = ""


class Az(Protocol):
    async def run(self, arguments: tuple[str, ...]) -> Answer:
        """az with these arguments, to its end. Raises AzFailed where it cannot be started or does not end."""
        ...


class AzCommand:
    """The real one. Ends with its caller: a broken off command leaves no az behind."""

    def __init__(self, program: str = "az", *, longest: float = LONGEST) -> None:
        self._program, self._longest = program, longest

    async def run(self, arguments: tuple[str, ...]) -> Answer:
        try:
            process = await asyncio.create_subprocess_exec(
                self._program,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise NoAz(
                f"{self._program} cannot be started: {error.strerror}. Install the Azure CLI."
            ) from error
        try:
            async with asyncio.timeout(self._longest):
                out, err = await process.communicate()
        except TimeoutError as error:
            raise AzFailed(f"az did not end within {self._longest:.0f} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return Answer(code=process.returncode or 0, out=out.decode(), err=err.decode())


async def asked(az: Az, *arguments: str) -> Any:
    """What az answers, as JSON; None for nothing. Raises AzFailed."""
    answer = await az.run((*arguments, "--only-show-errors", "--output", "json"))
    if answer.code != 0:
        raise AzFailed(_reason(answer))
    try:
        return json.loads(answer.out) if answer.out.strip() else None
    except ValueError as error:
        raise AzFailed(f"az said what is no JSON: {answer.out[:200]}") from error


def _reason(answer: Answer) -> str:
    lines = [line.strip() for line in answer.err.splitlines() if line.strip()]
    return " ".join(lines)[:600] or f"az ended with {answer.code} and said nothing"
