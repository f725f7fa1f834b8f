"""Whether a colleague can be reached just now: what Teams says, in the few words that are of use beside a name.

Rules:
- What somebody is doing says more than whether they are free: who is in a meeting, on a call or presents is told so.
- Whoever asks not to be disturbed is never called available.
- A word that we do not know is no word: nothing is shown.
"""

from enum import StrEnum


class Presence(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"
    MEETING = "in-a-meeting"
    CALL = "in-a-call"
    DISTURB = "do-not-disturb"
    AWAY = "away"
    OUT = "out-of-office"
    OFFLINE = "offline"


ACTIVITIES = {
    "inameeting": Presence.MEETING,
    "inaconferencecall": Presence.CALL,
    "inacall": Presence.CALL,
    "presenting": Presence.DISTURB,
    "donotdisturb": Presence.DISTURB,
    "urgentinterruptionsonly": Presence.DISTURB,
    "outofoffice": Presence.OUT,
}
AVAILABILITIES = {
    "available": Presence.AVAILABLE,
    "availableidle": Presence.AVAILABLE,
    "busy": Presence.BUSY,
    "busyidle": Presence.BUSY,
    "donotdisturb": Presence.DISTURB,
    "away": Presence.AWAY,
    "berightback": Presence.AWAY,
    "offline": Presence.OFFLINE,
}


def presence_of(availability: str, activity: str) -> Presence | None:
    """One word of the two that Teams has; None where it knows nothing."""
    said = AVAILABILITIES.get(availability.casefold())
    doing = ACTIVITIES.get(activity.casefold())
    if said is Presence.OFFLINE and doing is not Presence.OUT:
        return Presence.OFFLINE
    return doing or said
