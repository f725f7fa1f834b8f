"""A stand-in for Exchange Online behind Microsoft Graph: mailboxes, calendars, rooms that answer invitations, delta,
subscriptions, limits and failures, over HTTP on this machine.

In a test, with a clock that stands still::

    async with exchange_server(now=datetime(2026, 11, 23, 8, tzinfo=UTC), token="t") as exchange:
        exchange.add_user("svc@town.example", "Vrijplek")        # the service mailbox
        exchange.add_user("ann@town.example", "Ann")
        exchange.add_room("r1@town.example", "Room 1", keep_declined=True)   # any field of items.Policy
        ...point the client at exchange.base_url (http://127.0.0.1:<port>/v1.0), Authorization: Bearer t...

        # As somebody in Outlook; start and end are aware datetimes, ids that come back are immutable ids.
        id = exchange.book("ann@town.example", start, end, rooms=["r1@town.example"], subject="Talk")
        exchange.move("ann@town.example", id, start2, end2)
        exchange.cancel("ann@town.example", id)                  # or delete(): on a room it removes the copy only
        series = exchange.add_weekly("ann@town.example", start, end, times=8, rooms=[...])
        exchange.add_series(..., pattern={...}, range={...})     # as Graph has them; startDate and zone filled in
        exchange.change_occurrence("ann@town.example", series, date(2026, 12, 7), start3, end3)
        exchange.delete_occurrence("ann@town.example", series, date(2026, 12, 14))
        exchange.book_days("ann@town.example", first, last, rooms=[...])       # all-day
        exchange.post_directly("r1@town.example", start, end)    # into the room's own calendar, unchecked
        exchange.respond("ann@town.example", id, "declined"); exchange.approve(room, id); exchange.decline(room, id)
        exchange.change("ann@town.example", id, subject="Other") # any PATCH

        await exchange.advance(30)   # seconds; attendants answer, post is delivered, things expire, each at its moment
        await exchange.settle()      # everything due in the next 300 s, and no more time than that needs

        exchange.event(mailbox, id); exchange.events(mailbox); exchange.view(mailbox, start, end)   # payloads, UTC
        exchange.copy_in("r1@town.example", id, of="ann@town.example")         # the room's copy, or None
        exchange.property_of("svc@town.example", id)                           # extended properties

        exchange.knobs.attendant_delay = 60.0                    # every switch: knobs.Knobs
        exchange.faults.add(503, method="POST", path="/events", after=True, retry_after=5)  # faults.Fault; 0 = cut
        exchange.faults.chaos(0.05); exchange.faults.clear()
        exchange.suspend("r1@town.example")                      # 403; "gone" = 404; "open" ends it
        exchange.kill_delta_links(); exchange.lifecycle(subscription_id, "missed")
        exchange.log.of("POST", "/events", mailbox="svc@town.example"); exchange.log.writes()
        exchange.graph.limits.most[mailbox_id]                   # the most requests at a time
        exchange.mails; exchange.graph.activities; exchange.graph.check_ins

Without `now` it runs by the machine's clock and everything happens by itself. The same from another process:
`POST {root_url}/admin/{method}` with the arguments as JSON (admin.py). `IDENTITY_ENDPOINT` is `{root_url}/identity/token`.
"""

from local.exchange.control import Exchange
from local.exchange.serving import exchange_server

__all__ = ["Exchange", "exchange_server"]
