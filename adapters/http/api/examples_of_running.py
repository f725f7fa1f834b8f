"""What an answer about how it runs looks like; as in examples.py."""

from collections.abc import Mapping
from typing import Any

FIGURES: Mapping[str, Any] = {
    "count": 4180,
    "today": 211,
    "failed": 0,
    "throttled": 0,
    "medianSeconds": 0.031,
    "slowSeconds": 0.118,
    "longestSeconds": 1.92,
    "rows": 0,
}
OPERATIONS: Mapping[str, Any] = {
    "at": "2026-11-24T07:57:02Z",
    "since": "2026-11-01",
    "jobs": [
        {
            "job": "release_no_shows",
            "schedule": "0 */5 * * * *",
            "queue": None,
            "lastAt": "2026-11-24T07:55:01Z",
            "lagSeconds": 121,
            "stale": False,
            "figures": FIGURES,
        }
    ],
    "queues": [{"name": "deliver", "waiting": 0, "oldestAt": None, "failed": 0, "failedAt": None}],
    "requests": [{"name": "makeBooking", "figures": FIGURES}],
    "storage": [
        {
            "service": "tables",
            "name": "bookings",
            "classes": {"query": 3050, "transaction": 1130},
            "figures": {**FIGURES, "rows": 5650},
        }
    ],
    "graph": [{"name": "read", "figures": FIGURES}],
    "estimate": {
        "euro": 0.0412,
        "pricedOn": "2026-11-22",
        "items": [
            {
                "part": "table-operations",
                "count": 91240,
                "unit": "",
                "euro": 0.003,
                "sure": True,
            }
        ],
    },
}
