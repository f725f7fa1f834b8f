"""A long text in columns, and in as many rows as it takes: Azure holds 32,000 characters in a property."""

from collections.abc import Iterable, Iterator

from adapters.tables.entity import Row, Values
from adapters.tables.values import SCHEMA, text

PIECE = 30_000  # characters of ASCII: 60 kB of UTF-16
PIECES = 12  # per row: an entity holds 1 MiB
IN_A_ROW = PIECE * PIECES


def columns_of(long: str) -> Values:
    """One row's columns. `long` is ASCII, so that a character is never two. Raises ValueError where it is too long."""
    if len(long) > IN_A_ROW or not long.isascii():
        raise ValueError(f"{len(long)} characters, a row holds {IN_A_ROW} of ASCII")
    pieces = (long[at : at + PIECE] for at in range(0, len(long), PIECE))
    return {"v": SCHEMA, **{f"p{number:02d}": piece for number, piece in enumerate(pieces)}}


def rows_of(long: str) -> Iterator[tuple[str, Values]]:
    """Row keys and columns, in order."""
    for at in range(0, len(long), IN_A_ROW):
        yield f"{at // IN_A_ROW:04d}", columns_of(long[at : at + IN_A_ROW])


def text_of(rows: Iterable[Row]) -> str:
    return "".join(text(row.values, f"p{number:02d}") for row in rows for number in range(PIECES))
