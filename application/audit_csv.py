"""The audit as CSV, for a spreadsheet: no cell is ever taken for a formula."""

from collections.abc import Iterable

from application.list_audit import Listed

COLUMNS = (
    "recorded",
    "happened",
    "action",
    "outcome",
    "code",
    "who",
    "who name",
    "on whom",
    "on whom name",
    "what",
    "from where",
    "reason",
    "erased",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
ENDS = "\r\n"


def audit_csv(listed: Listed) -> str:
    """RFC 4180, a heading first. `erased` names the fields that were taken out with a person."""
    lines = [_line(COLUMNS)]
    for row in listed.rows:
        entry = row.entry
        actor, subject = entry.actor, entry.subject
        lines.append(
            _line(
                (
                    row.recorded_at.isoformat(timespec="seconds"),
                    entry.at.isoformat(timespec="seconds"),
                    entry.action.value,
                    entry.outcome.value,
                    entry.code,
                    actor or "",
                    listed.names.get(actor, "") if actor else "",
                    subject or "",
                    listed.names.get(subject, "") if subject else "",
                    entry.target,
                    entry.origin,
                    entry.reason,
                    " ".join(row.erased),
                )
            )
        )
    return "".join(lines)


def _line(cells: Iterable[str]) -> str:
    return ",".join(cell(each) for each in cells) + ENDS


def cell(text: str) -> str:
    """One cell, quoted; what a spreadsheet could take for a formula begins with an apostrophe."""
    safe = f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
    return '"' + safe.replace("\0", "").replace('"', '""') + '"'
