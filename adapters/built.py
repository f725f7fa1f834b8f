"""Which build this is: `build.json` beside function_app.py, which `make package` lays there; a checkout has none."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from application.build import CHECKOUT, Build
from application.faults import Misconfigured
from domain.when import instant

NAME: Final = "build.json"
HERE: Final = Path(__file__).resolve().parents[1]


def built(folder: Path = HERE) -> Build:
    """Raises Misconfigured where the file is not what `make package` writes."""
    try:
        text = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return CHECKOUT
    return read_build(text)


def read_build(text: bytes) -> Build:
    """Raises Misconfigured."""
    try:
        told = json.loads(text)
        made_at = instant(datetime.fromisoformat(told["madeAt"]))
        return Build(version=str(told["version"]), made_at=made_at)
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured(f"{NAME} is not what make package writes: {error}") from error
