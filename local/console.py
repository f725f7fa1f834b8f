"""What the local host says on the terminal."""

from rich.console import Console
from rich.status import Status

_console = Console(highlight=False, soft_wrap=True)


def done(what: str, detail: str) -> None:
    """A step that succeeded."""
    _console.print(
        f"[green]●[/] [bold]{what:<9}[/] {detail}" if _fancy() else f"- {what}: {detail}"
    )


def say(sentence: str) -> None:
    """A sentence on its own line."""
    _console.print(sentence, markup=False)


def waiting(what: str) -> Status:
    """A spinner on a terminal while the block runs; nothing where output is kept in a file."""
    return _console.status(what)


def wrong(sentence: str) -> None:
    """Why the local host stops."""
    _console.print(sentence, style="bold red", markup=False)


def _fancy() -> bool:
    return "utf" in _console.encoding.lower()
