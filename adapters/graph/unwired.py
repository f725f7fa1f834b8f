"""Stands for a port of Exchange that is not made yet."""

from typing import Any

from application.faults import Misconfigured


class Unwired:
    def __getattr__(self, name: str) -> Any:  # meets any Protocol
        raise Misconfigured(f"Nothing here speaks to Exchange yet ({name}).")
