"""How rooms answer, out of a file as Exchange's command writes it: all of it, or every fault with its line."""

from datetime import timedelta

import pytest

from adapters.directory_files.read import Unreadable
from adapters.directory_files.room_settings import COLUMNS, read_room_settings
from domain.calendar_event import Mailbox
from domain.room_settings import RoomSettings

WRITTEN = (
    "\ufeff"
    + ",".join(f'"{name}"' for name in COLUMNS)
    + """
"Zaal1@Example.nl","AutoAccept","180","1440","True","False","False","True","0"
"zaal2@example.nl","AutoUpdate","0","0","False","True","True","False","2"
"zaal3@example.nl","","","2147483647","","","","",""
"""
)


def read(text: str) -> tuple[RoomSettings, ...] | Unreadable:
    return read_room_settings(text.encode(), "processing.csv")


def test_what_exchange_writes_is_read() -> None:
    assert read(WRITTEN.replace("\n", "\r\n")) == (
        RoomSettings(
            box=Mailbox("zaal1@example.nl"),
            window_days=180,
            longest=timedelta(days=1),
            work_hours_only=False,
            recurring=True,
            conflicts=False,
            answers=True,
            everyone=True,
        ),
        RoomSettings(
            box=Mailbox("zaal2@example.nl"),
            window_days=0,
            work_hours_only=True,
            recurring=False,
            conflicts=True,
            answers=False,
            everyone=False,
            delegates=2,
        ),
        RoomSettings(box=Mailbox("zaal3@example.nl")),
    )


def test_a_column_that_is_left_out_says_nothing() -> None:
    assert read("Mailbox,BookingWindowInDays\na@b.nl,7\n") == (
        RoomSettings(box=Mailbox("a@b.nl"), window_days=7),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"180"', '"1081"', 2, "'1081' is not a whole number from 0 to 1080"),
        ('"180"', '"' + "9" * 5000 + '"', 2, "is not a whole number"),
        ('"1440"', '"1440,5"', 2, "is not a whole number"),
        ('"AutoUpdate"', '"AutoDecline"', 3, "none of None, AutoUpdate, AutoAccept"),
        ('"False","True","True"', '"maybe","True","True"', 3, "neither yes nor no"),
        ("zaal2@example.nl", "ZAAL1@example.nl", 3, "is already in line 2"),
        ("zaal2@example.nl", "zaal2", 3, "is no address"),
        ("zaal2@example.nl", "", 3, "is required"),
        ('"False","2"', '"False"', 3, "8 values for 9 columns"),
        ('"Mailbox"', '"Identity"', 1, "the column 'Mailbox' is missing"),
        ('"AllBookInPolicy"', '"BookInPolicy"', 1, "there is no column 'BookInPolicy'"),
    ],
)
def test_whatever_is_wrong_is_said_with_its_line(
    old: str, new: str, line: int, message: str
) -> None:
    assert old in WRITTEN
    found = read(WRITTEN.replace(old, new))
    assert isinstance(found, Unreadable)
    assert any(each.line == line and message in each.message for each in found.faults), found


def test_every_fault_is_found_and_nothing_is_half_taken() -> None:
    found = read("Mailbox,BookingWindowInDays\na@b.nl,x\nb@b.nl,y\nc@b.nl,3\n")
    assert isinstance(found, Unreadable) and [each.line for each in found.faults] == [2, 3]


def test_another_encoding_is_told_of() -> None:
    found = read_room_settings("Mailbox\nzaäl@b.nl".encode("utf-16"), "processing.csv")
    assert isinstance(found, Unreadable) and "-Encoding UTF8" in found.faults[0].message
