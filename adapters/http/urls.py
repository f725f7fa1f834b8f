"""The addresses of the API, written once."""

from urllib.parse import quote, urlencode

from domain.ids import BookingId, SeriesId

API = "/api/v1"
API_VERSION = "1.0.0"
BUILD_HEADER = "Vrijplek-Version"
"""Which build answers, where the health page has no content to say it in."""
PROBLEMS = f"{API}/problems"


def booking_url(booking: BookingId) -> str:
    return f"{API}/bookings/{quote(booking, safe='')}"


def series_url(series: SeriesId) -> str:
    return f"{API}/series/{quote(series, safe='')}"


def problem_url(code: str) -> str:
    """The stable name of a kind of problem, which is also where it is explained."""
    return f"{PROBLEMS}/{code}"


def with_query(path: str, query: list[tuple[str, str]], **changes: str) -> str:
    """`path` with the same query, some values replaced."""
    kept = [(name, value) for name, value in query if name not in changes]
    return f"{path}?{urlencode([*kept, *changes.items()])}"
