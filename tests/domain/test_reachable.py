"""The two words of Teams become one of ours."""

import pytest

from domain.reachable import Presence, presence_of


@pytest.mark.parametrize(
    ("availability", "activity", "said"),
    [
        ("Available", "Available", Presence.AVAILABLE),
        ("AvailableIdle", "Inactive", Presence.AVAILABLE),
        ("Busy", "InAMeeting", Presence.MEETING),
        ("Busy", "InACall", Presence.CALL),
        ("Busy", "Busy", Presence.BUSY),
        ("DoNotDisturb", "Presenting", Presence.DISTURB),
        ("DoNotDisturb", "a new word", Presence.DISTURB),
        ("Away", "Away", Presence.AWAY),
        ("BeRightBack", "BeRightBack", Presence.AWAY),
        ("Offline", "OffWork", Presence.OFFLINE),
        ("Offline", "OutOfOffice", Presence.OUT),
        ("Available", "OutOfOffice", Presence.OUT),
        ("PresenceUnknown", "PresenceUnknown", None),
        ("a new word", "", None),
        ("", "", None),
    ],
)
def test_what_somebody_does_says_more_than_whether_they_are_free(
    availability: str, activity: str, said: Presence | None
) -> None:
    assert presence_of(availability, activity) is said
