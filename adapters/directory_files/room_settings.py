"""How rooms answer requests, as Exchange's own command writes it into a file (Get-CalendarProcessing, Export-Csv).

All or nothing, with every fault and its line. A column that is left out says nothing; `Mailbox` must be there.
"""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

from adapters.directory_files.cells import Cell, Sink
from adapters.directory_files.read import Unreadable
from adapters.directory_files.tables import Record, records
from domain.calendar_event import Mailbox, mailbox
from domain.room_settings import RoomSettings

COLUMNS: Final = (
    "Mailbox",
    "AutomateProcessing",
    "BookingWindowInDays",
    "MaximumDurationInMinutes",
    "AllowRecurringMeetings",
    "AllowConflicts",
    "ScheduleOnlyDuringWorkHours",
    "AllBookInPolicy",
    "ResourceDelegates",
)
FURTHEST: Final = 1080
"""Days: Exchange takes no more."""
MOST: Final = 2147483647
A_YEAR: Final = 365 * 24 * 60
"""Minutes: longer is no limit, as 0 is none."""


class Processing(StrEnum):
    """AutomateProcessing, as Exchange writes it."""

    NONE = "None"
    UPDATE = "AutoUpdate"
    ACCEPT = "AutoAccept"


def read_room_settings(raw: bytes, name: str) -> tuple[RoomSettings, ...] | Unreadable:
    """`name`: what the file is called, in what is wrong with it."""
    sink, lines = Sink(name), dict[str, int]()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        sink.add(1, "is not UTF-8: write it with -Encoding UTF8")
        return Unreadable(faults=tuple(sink.faults))
    found = records(text, COLUMNS, sink, needed=("Mailbox",))
    read = tuple(_settings(each, lines) for each in found or ())
    return Unreadable(faults=tuple(sorted(set(sink.faults)))) if sink.faults else read


def _settings(record: Record, lines: dict[str, int]) -> RoomSettings:
    processing = record.cell("AutomateProcessing")
    answers = processing.choice(Processing, Processing.ACCEPT) is Processing.ACCEPT
    minutes = _whole(record.cell("MaximumDurationInMinutes"), MOST)
    limited = minutes is not None and minutes < A_YEAR
    return RoomSettings(
        box=_address(record.cell("Mailbox"), lines),
        window_days=_whole(record.cell("BookingWindowInDays"), FURTHEST),
        longest=timedelta(minutes=minutes) if minutes and limited else None,
        work_hours_only=_flag(record.cell("ScheduleOnlyDuringWorkHours")),
        recurring=_flag(record.cell("AllowRecurringMeetings")),
        conflicts=_flag(record.cell("AllowConflicts")),
        answers=answers if processing.text else None,
        everyone=_flag(record.cell("AllBookInPolicy")),
        delegates=_whole(record.cell("ResourceDelegates"), MOST) or 0,
    )


def _address(cell: Cell, lines: dict[str, int]) -> Mailbox:
    address = mailbox(cell.required())
    if address and ("@" not in address or " " in address):
        cell.fail(f"'{cell.text}' is no address")
    if address in lines:
        cell.fail(f"'{cell.text}' is already in line {lines[address]}")
    lines.setdefault(address, cell.line)
    return address


def _whole(cell: Cell, most: int) -> int | None:
    """None where nothing is said."""
    if not cell.text:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", cell.text) or int(cell.text) > most:
        cell.fail(f"'{cell.text}' is not a whole number from 0 to {most}")
        return None
    return int(cell.text)


def _flag(cell: Cell) -> bool | None:
    return cell.flag(default=False) if cell.text else None
