"""CSV with line numbers: UTF-8, commas, a header, one record per line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.directory_files.cells import Cell, Sink

if TYPE_CHECKING:
    import _csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a table; a column left out of the header reads as empty."""

    line: int
    texts: dict[str, str]
    sink: Sink

    def cell(self, column: str) -> Cell:
        text = self.texts.get(column, "")
        return Cell(name=column, text=text.strip(), line=self.line, sink=self.sink)


def records(
    text: str, columns: tuple[str, ...], sink: Sink, *, needed: tuple[str, ...] = ("id", "name")
) -> list[Record] | None:
    """Every record; None where the header is wrong. Unknown, repeated and missing columns are faults."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    found: list[Record] = []
    lines = _numbered(reader, sink)
    _, header = next(lines, (1, []))
    if not _header_is_good(header, columns, needed, sink):
        return None
    for line, values in lines:
        if len(values) == len(header):
            found.append(Record(line=line, texts=dict(zip(header, values, strict=True)), sink=sink))
        elif values:
            sink.add(line, f"{len(values)} values for {len(header)} columns")
    return found


def _numbered(reader: "_csv.Reader", sink: Sink) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin on: a quoted value may hold line breaks."""
    begins = 1
    try:
        for values in reader:
            yield begins, values
            begins = reader.line_num + 1
    except csv.Error as error:
        sink.add(begins, f"not well-formed CSV: {error}")


def _header_is_good(
    header: list[str], columns: tuple[str, ...], needed: tuple[str, ...], sink: Sink
) -> bool:
    faults = len(sink.faults)
    if len(header) == 1 and ";" in header[0]:
        sink.add(1, "columns are separated by commas, not semicolons")
        return False
    for name in header:
        if name not in columns:
            sink.add(1, f"there is no column '{name}'; known are {', '.join(columns)}")
    if len(set(header)) != len(header):
        sink.add(1, "a column is here twice")
    for name in needed:
        if name not in header:
            sink.add(1, f"the column '{name}' is missing")
    return len(sink.faults) == faults
