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


def records(text: str, columns: tuple[str, ...], sink: Sink) -> list[Record]:
    """Every record. Unknown, repeated and missing columns are faults; `id` comes first and is required."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    found: list[Record] = []
    try:
        lines = _numbered(reader)
        _, header = next(lines, (1, []))
        if not _header_is_good(header, columns, sink):
            return []
        for line, values in lines:
            if not values:
                continue
            if len(values) != len(header):
                sink.add(line, f"{len(values)} values for {len(header)} columns")
                continue
            found.append(Record(line=line, texts=dict(zip(header, values, strict=True)), sink=sink))
    except csv.Error as error:
        sink.add(reader.line_num, f"not well-formed CSV: {error}")
    return found


def _numbered(reader: "_csv.Reader") -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin on: a quoted value may hold line breaks."""
    begins = 1
    for values in reader:
        yield begins, values
        begins = reader.line_num + 1


def _header_is_good(header: list[str], columns: tuple[str, ...], sink: Sink) -> bool:
    faults = len(sink.faults)
    if len(header) == 1 and ";" in header[0]:
        sink.add(1, "columns are separated by commas, not semicolons")
        return False
    for name in header:
        if name not in columns:
            sink.add(1, f"there is no column '{name}'; known are {', '.join(columns)}")
    if len(set(header)) != len(header):
        sink.add(1, "a column is here twice")
    for name in ("id", "name"):
        if name not in header:
            sink.add(1, f"the column '{name}' is missing")
    return len(sink.faults) == faults
