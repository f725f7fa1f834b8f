"""What the local host says on the terminal."""

from rich.console import Console

_console = Console(highlight=False, soft_wrap=True)


def done(what: str, detail: str) -> None:
    """A step that succeeded."""
    _console.print(
        f"[green]●[/] [bold]{what:<9}[/] {detail}" if _fancy() else f"- {what}: {detail}"
    )


def say(sentence: str) -> None:
    """A sentence on its own line."""
    _console.print(sentence, markup=False)


def wrong(sentence: str) -> None:
    """Why the local host stops."""
    _console.print(sentence, style="bold red", markup=False)


def _fancy() -> bool:
    return "utf" in _console.encoding.lower()
