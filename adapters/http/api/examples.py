"""Examples in the description of the API: one municipality's Tuesday."""

from collections.abc import Mapping
from typing import Any

SPAN: Mapping[str, Any] = {"startsAt": "2026-11-24T08:00:00Z", "endsAt": "2026-11-24T12:00:00Z"}
BOOKING: Mapping[str, Any] = {
    "id": "2026-11-24-k3v9q2",
    "personId": "anne",
    "personName": "Anne Weber",
    "resourceId": "bank-desk-07",
    "siteId": "al-bank",
    "kind": "desk",
    **SPAN,
    "date": "2026-11-24",
    "partOfDay": "morning",
    "state": "booked",
    "origin": "vrijplek",
    "note": "",
    "override": None,
    "seriesId": None,
    "checkInOpensAt": "2026-11-24T07:00:00Z",
    "checkInClosesAt": "2026-11-24T09:00:00Z",
    "createdAt": "2026-11-20T10:15:00Z",
    "changedAt": "2026-11-20T10:15:00Z",
}
BOOKINGS: Mapping[str, Any] = {"items": [BOOKING], "next": None}
SITE: Mapping[str, Any] = {
    "id": "al-bank",
    "name": "Al Bank",
    "address": "Rue du Village 12",
    "state": "open",
    "validFrom": "2026-03-01",
    "validUntil": None,
    "timeZone": "Europe/Luxembourg",
    "network": "municipal",
    "stepFree": True,
    "alarmButton": False,
    "confidential": True,
    "openingHours": [{"weekday": 1, "opens": "07:00:00", "closes": "19:00:00"}],
    "partsOfDay": [
        {"id": "morning", "name": "Morning", "starts": "08:00:00", "ends": "12:30:00"},
    ],
    "capacity": [{"partOfDay": "morning", "people": 30}],
    "closures": [{"first": "2026-12-24", "last": "2026-12-26", "reason": "Moving house"}],
}
FLOOR: Mapping[str, Any] = {
    "id": "al-bank-rdc",
    "siteId": "al-bank",
    "name": "Ground floor",
    "viewBox": [0.0, 0.0, 2400.0, 1600.0],
}
ZONE: Mapping[str, Any] = {
    "id": "al-bank-quiet",
    "siteId": "al-bank",
    "floorId": "al-bank-rdc",
    "name": "Quiet side",
    "kind": "quiet",
    "reserved": [{"teamId": "civil", "weekdays": [2], "starts": "08:00:00", "ends": "12:00:00"}],
    "capacity": [],
}
RESOURCE: Mapping[str, Any] = {
    "id": "bank-desk-07",
    "siteId": "al-bank",
    "floorId": "al-bank-rdc",
    "zoneId": "al-bank-quiet",
    "kind": "desk",
    "name": "Desk 7",
    "mode": "bookable",
    "features": ["height-adjustable", "two-screens"],
    "seats": 1,
    "note": "",
    "x": 420.0,
    "y": 310.0,
    "rotation": 0.0,
    "validFrom": None,
    "validUntil": None,
}
OCCUPANCY: Mapping[str, Any] = {
    "siteId": "al-bank",
    "date": "2026-11-24",
    **SPAN,
    "partOfDay": "morning",
    "pollAfterSeconds": 15,
    "resources": [
        {"id": "bank-desk-07", "state": "mine"},
        {"id": "bank-desk-08", "state": "taken", "until": "2026-11-24T12:00:00Z", "why": "taken"},
        {"id": "bank-desk-09", "state": "free"},
    ],
}
AVAILABILITY: Mapping[str, Any] = {
    "items": [
        {
            "resourceId": "bank-desk-09",
            "siteId": "al-bank",
            "name": "Desk 9",
            "kind": "desk",
            "throughout": True,
            "free": [SPAN],
            "perhapsTaken": False,
        }
    ],
    "next": None,
}
ME: Mapping[str, Any] = {
    "id": "anne",
    "name": "Anne Weber",
    "language": "fr",
    "teamId": "civil",
    "roles": ["employee"],
}
NOTICES: Mapping[str, Any] = {
    "items": [
        {
            "id": "2026-11-24-k3v9q2-2",
            "topic": "declined",
            "bookingId": "2026-11-24-k3v9q2",
            "resourceId": "bank-room-1",
            "siteId": "al-bank",
            **SPAN,
            "changedAt": "2026-11-20T10:15:30Z",
            "before": None,
            "reason": "no-answer",
            "alternatives": [{"resourceId": "bank-room-2", "siteId": "al-bank", **SPAN}],
        }
    ]
}
HEALTH: Mapping[str, Any] = {
    "status": "ok",
    "version": "1.4.0+731a6dd1ab",
    "builtAt": "2026-11-20T16:00:27Z",
    "storage": True,
    "setUp": True,
    "jobs": [{"name": "remind", "lastAt": "2026-11-24T07:45:02Z", "stale": False}],
}
MAILBOXES: Mapping[str, Any] = {
    "exchange": True,
    "notified": True,
    "mail": {
        "waiting": 0,
        "oldestAt": None,
        "unknown": 0,
        "failed": 0,
        "closedMailboxes": [],
    },
    "items": [
        {
            "mailbox": "council.chamber@town.example",
            "resourceIds": ["hall-room-1"],
            "condition": "well",
            "since": None,
            "reason": None,
            "syncedAt": "2026-11-24T07:55:04Z",
            "lagSeconds": 118,
            "changedAt": "2026-11-24T07:41:30Z",
            "notBefore": None,
            "comparedAt": "2026-11-24T01:31:12Z",
            "drift": 0,
            "fused": 0,
            "refused": 0,
            "subscription": {
                "expiresAt": "2026-11-29T14:20:00Z",
                "notifiedAt": "2026-11-24T07:41:20Z",
                "silences": 0,
                "trouble": None,
            },
        }
    ],
}
PROBLEM_KIND: Mapping[str, Any] = {
    "code": "taken",
    "title": "Taken",
    "status": 409,
    "detail": "This place is already taken at that time.",
}
SERIES: Mapping[str, Any] = {
    "id": "8f2k1m",
    "personId": "anne",
    "resourceId": "bank-desk-07",
    "frequency": "weekly",
    "interval": 1,
    "weekdays": [2],
    "first": "2026-11-24",
    "until": "2026-12-15",
    "count": None,
    "starts": "08:00:00",
    "ends": "12:30:00",
    "partOfDay": "morning",
    "note": "",
    "ended": False,
    "occurrences": [
        {
            "date": "2026-11-24",
            "became": "booked",
            "bookingId": "2026-11-24-8f2k1m",
            "code": None,
            "problem": None,
        },
        {
            "date": "2026-12-01",
            "became": "refused",
            "bookingId": None,
            "code": "taken",
            "problem": None,
        },
    ],
}
NEW_SERIES: Mapping[str, Any] = {
    "resourceId": "bank-desk-07",
    "frequency": "weekly",
    "weekdays": [2, 4],
    "first": "2026-11-24",
    "until": "2026-12-15",
    "partOfDay": "morning",
}
TERMS: Mapping[str, Any] = {
    "namesShownTo": ["own-team", "on-duty"],
    "personalChoice": "opt-out",
    "smallestGroup": 5,
    "keepBookingsDays": 30,
    "keepPlansDays": 30,
    "keepAuditDays": 365,
    "presenceShown": False,
}
PRIVACY: Mapping[str, Any] = {
    "version": 2,
    "since": "2026-11-02T09:30:00Z",
    "proposedBy": {"id": "anne", "name": "Anne Weber"},
    "confirmedBy": {"id": "paul", "name": "Paul Reuter"},
    "terms": TERMS,
    "proposal": {
        "terms": {**TERMS, "namesShownTo": ["own-team", "same-site", "on-duty"]},
        "proposedBy": {"id": "anne", "name": "Anne Weber"},
        "at": "2026-11-23T14:00:00Z",
        "weakens": ["namesShownTo"],
    },
    "announcement": {"since": None, "weakens": ["namesShownTo"]},
}
MY_PRIVACY: Mapping[str, Any] = {"personalChoice": "opt-out", "said": "hide", "hidden": True}
LOOKUPS: Mapping[str, Any] = {
    "items": [
        {
            "at": "2026-11-23T08:12:00Z",
            "by": {"id": "paul", "name": "Paul Reuter"},
            "what": "bookings",
        }
    ]
}
STATISTICS: Mapping[str, Any] = {
    "items": [
        {
            "date": "2026-11-23",
            "siteId": "al-bank",
            "kind": "desk",
            "places": 24,
            "people": 19,
            "bookings": 21,
            "checkedIn": 14,
            "released": None,
            "cancelled": 7,
            "bookedMinutes": 5640,
            "usedMinutes": 4215,
        }
    ]
}
AUDIT: Mapping[str, Any] = {
    "items": [
        {
            "recordedAt": "2026-11-24T08:01:00Z",
            "happenedAt": "2026-11-24T08:00:54Z",
            "action": "booking-cancelled",
            "outcome": "done",
            "code": None,
            "actorId": "rie",
            "actorName": "Rie Claes",
            "subjectId": "anne",
            "subjectName": "Anne Weber",
            "target": "2026-11-24-9f2c4b7a1d3e5f60",
            "origin": "web 192.0.2.0",
            "reason": None,
            "erased": [],
        }
    ],
    "next": None,
}
