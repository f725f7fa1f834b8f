"""The mark that our events carry: a named property with the booking's id, kept by Exchange and shown to nobody."""

PROPERTY = "String {f2b716f9-d073-4966-8c5d-395129be28dc} Name VrijplekBooking"
SHOWN = f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')"
"""For $expand: without it no answer shows the mark."""


def marked(value: str) -> str:
    """For $filter: what carries this mark."""
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value eq '{quoted(value)}')"


def quoted(text: str) -> str:
    """Text within a literal of OData."""
    return text.replace("'", "''")
