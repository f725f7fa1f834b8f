"""What a person may choose about a local run: settings of the environment and a few arguments."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """The local run cannot start, or cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One local run. `data` holds all that it leaves behind; `demo` is None where none was asked for,
    and so is `exchange_port`: then it is the port after ours, or any where that is taken. `json_lines`: the log of the
    servers is JSON."""

    port: int
    workers: int
    data: Path
    demo: str | None
    app: str
    provision: str
    importer: str
    exchange_port: int | None = None
    json_lines: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def read_options(arguments: Sequence[str], env: Mapping[str, str]) -> Options:
    """Read `PORT`, `EXCHANGE_PORT`, `WORKERS`, `DEMO`, `LOCAL_DATA`, `LOGS` and the arguments that tests use."""
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="Vrijplek on this machine: storage, demo, pages, timers and queues.",
        epilog="Environment: PORT (7071), EXCHANGE_PORT (7072), WORKERS (1), DEMO (junglinster), LOCAL_DATA (.local), "
        "LOGS (text at a terminal, else json).",
    )
    parser.add_argument("--app", default="function_app", help="module that holds `app`")
    parser.add_argument(
        "--provision", default="adapters.provision", help="module that makes tables"
    )
    parser.add_argument("--importer", default="adapters.cli", help="module that imports the demo")
    chosen = parser.parse_args(arguments)
    return Options(
        port=_number(env, "PORT", 7071, 65535),
        exchange_port=_number(env, "EXCHANGE_PORT", 0, 65535) if env.get("EXCHANGE_PORT") else None,
        workers=_number(env, "WORKERS", 1, 64),
        data=Path(env.get("LOCAL_DATA") or ROOT / ".local").resolve(),
        demo=env.get("DEMO") or None,
        app=chosen.app,
        json_lines=_json_lines(env),
        provision=chosen.provision,
        importer=chosen.importer,
    )


def _json_lines(env: Mapping[str, str]) -> bool:
    """In words where somebody sits at a terminal, JSON where a program reads, or as was asked for."""
    asked = env.get("LOGS") or ("text" if sys.stderr.isatty() else "json")
    if asked not in ("text", "json"):
        raise Refused(f"LOGS is '{asked}'; it must be text or json.")
    return asked == "json"


def _number(env: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = env.get(name) or str(usual)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Refused(f"{name} is '{text}'; it must be a number from 1 to {most}.")
    return int(text)
