"""What a data folder remembers between runs: Azurite's ports, who signs people in, which demo it holds."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where Azurite listens on 127.0.0.1."""

    blob: int
    queue: int
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`demo` is the folder name of the municipality that was imported, None before that. `issuer` is the address of the
    identity provider."""

    ports: Ports | None = None
    demo: str | None = None
    issuer: str | None = None


class StateFile:
    """`state.json` of a data folder. An unreadable one counts as empty: all in it can be found anew."""

    def __init__(self, data: Path) -> None:
        self._file = data / "state.json"

    def read(self) -> State:
        try:
            row: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
            ports = Ports(**row["ports"]) if row["ports"] else None
            return State(ports=ports, demo=row["demo"], issuer=row.get("issuer"))
        except (OSError, ValueError, KeyError, TypeError):
            return State()

    def keep_ports(self, ports: Ports) -> None:
        self._write(replace(self.read(), ports=ports))

    def keep_issuer(self, issuer: str) -> None:
        self._write(replace(self.read(), issuer=issuer))

    def keep_demo(self, demo: str) -> None:
        self._write(replace(self.read(), demo=demo))

    def _write(self, state: State) -> None:
        self._file.write_text(json.dumps(asdict(state), indent=1), "utf-8")
