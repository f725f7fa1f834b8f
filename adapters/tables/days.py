"""Everything stored of one civil day, sorted out by what the row keys begin with."""

from collections.abc import Sequence
from datetime import date

from adapters.tables.booking_rows import booking_of, leg_of, outbox_of
from adapters.tables.entity import Row
from adapters.tables.ledger_rows import person_ledger_of, resource_ledger_of, token_of
from adapters.tables.values import text
from application.ports import WholeDay
from domain.ids import PersonId


def whole_day_of(day: date, rows: Sequence[Row]) -> WholeDay:
    """`rows` of one partition; kinds of row that this version does not know are left alone."""
    sorted_out: dict[str, list[Row]] = {}
    for row in rows:
        sorted_out.setdefault(row.key.partition("|")[0], []).append(row)
    heads = [booking_of(row) for row in sorted_out.get("booking", ())]
    legs = [leg_of(row) for row in sorted_out.get("leg", ())]
    ledgers = [
        resource_ledger_of(row)
        for row in sorted_out.get("resource", ())
        if not row.key.endswith("|!")
    ]
    people = [person_ledger_of(row) for row in sorted_out.get("person", ())]
    return WholeDay(
        day=day,
        heads={head.value.id: head for head in heads},
        legs={leg.value.booking: leg for leg in legs},
        resources={ledger.resource: ledger for ledger in ledgers},
        people={ledger.person: ledger for ledger in people},
        tokens={
            token_of(row): PersonId(text(row.values, "person")) for row in sorted_out.get("cap", ())
        },
        outbox=tuple(outbox_of(row) for row in sorted_out.get("outbox", ())),
    )
