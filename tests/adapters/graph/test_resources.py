"""Places, free times, presence, post and subscriptions over the wire."""

import base64
from datetime import timedelta

from adapters.graph.opened import Exchange
from application.exchange import Done, Trouble, Why
from application.exchange_resources import (
    Busy,
    FoundKind,
    FoundPlace,
    Message,
    PresenceNow,
    Purpose,
    Subscribed,
)
from domain.calendar_event import Mailbox, ShowAs
from domain.when import Interval, later
from tests.adapters.graph.scene import NOW, PERSON, ROOM, SERVICE, TOKEN, at
from tests.adapters.graph.scripted import Reply, Script

WITHIN = Interval(at(8), at(18))


class TestPlaces:
    async def test_rooms_come_over_all_pages_and_as_texts(
        self, exchange: Exchange, graph: Script
    ) -> None:
        room = {
            "id": "3162F1E1",
            "emailAddress": "Zaal1@gemeente.example",
            "displayName": "Vergaderzaal 1",
            "label": "1.01",
            "capacity": "12",
            "building": "Stadhuis",
            "floorNumber": 0,
            "isWheelchairAccessible": True,
            "bookingType": "standard",
            "tags": ["krukken"],
            "audioDeviceName": None,
            "videoDeviceName": "Camera",
            "displayDevice": "surface hub",
        }
        graph.says({"value": [room], "@odata.nextLink": f"{graph.base}/places?$skip=1"})
        graph.says({"value": [{"id": "x", "displayName": "Zaal 2", "capacity": None}, {}]})
        found = await exchange.finder.rooms()
        assert found == (
            FoundPlace(
                kind=FoundKind.ROOM,
                id="3162F1E1",
                name="Vergaderzaal 1",
                mailbox=Mailbox("zaal1@gemeente.example"),
                building="Stadhuis",
                floor="0",
                label="1.01",
                capacity=12,
                accessible=True,
                video=True,
                display=True,
                mode="standard",
                features=("krukken", "Camera", "surface hub"),
            ),
            FoundPlace(kind=FoundKind.ROOM, id="x", name="Zaal 2"),
        )
        assert graph.asked[0].path == "/v1.0/places/microsoft.graph.room"

    async def test_desks_say_what_they_are_in_and_how_they_are_used(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(
            {
                "value": [
                    {
                        "id": "a",
                        "placeId": "p-a",
                        "displayName": "desk 5",
                        "parentId": "section-1",
                        "isWheelChairAccessible": False,
                        "mode": {"@odata.type": "#microsoft.graph.dropInPlaceMode"},
                    },
                    {
                        "id": "b",
                        "displayName": "desk 6",
                        "mailboxDetails": {"emailAddress": "Desk6@gemeente.example"},
                        "mode": {"@odata.type": "#microsoft.graph.reservablePlaceMode"},
                    },
                ]
            }
        )
        found = await exchange.finder.desks()
        assert isinstance(found, tuple)
        five, six = found
        assert (five.id, five.parent, five.mode) == ("p-a", "section-1", "dropIn")
        assert (five.accessible, five.mailbox) == (False, None)
        assert (six.mailbox, six.mode) == ("desk6@gemeente.example", "reservable")

    async def test_each_kind_has_its_list(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"value": []})
        finder = exchange.finder
        for ask in (finder.buildings, finder.floors, finder.workspaces):
            assert await ask() == ()
        assert [each.path.rpartition(".")[2] for each in graph.asked] == [
            "building",
            "floor",
            "workspace",
        ]

    async def test_a_mailbox_says_what_it_is_for(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"userPurpose": "equipment"})
        graph.says({"userPurpose": "somethingNew"})
        graph.refuses(404, "ErrorInvalidUser")
        assert await exchange.finder.purpose(ROOM) is Purpose.EQUIPMENT
        assert graph.last.path == f"/v1.0/users/{ROOM}/mailboxSettings"
        assert await exchange.finder.purpose(ROOM) is Purpose.OTHER
        met = await exchange.finder.purpose(ROOM)
        assert isinstance(met, Trouble) and met.why is Why.CLOSED


class TestSchedules:
    async def test_are_asked_for_twenty_at_a_time_with_our_token(
        self, exchange: Exchange, graph: Script
    ) -> None:
        boxes = [Mailbox(f"zaal{each}@gemeente.example") for each in range(21)]
        busy = {
            "status": "busy",
            "start": {"dateTime": "2026-11-24T09:00:00.0000000", "timeZone": "UTC"},
            "end": {"dateTime": "2026-11-24T10:00:00.0000000", "timeZone": "UTC"},
        }
        graph.says(
            {
                "value": [
                    {"scheduleId": boxes[0].upper(), "scheduleItems": [busy, {"status": "x"}]},
                    {"scheduleId": boxes[1], "scheduleItems": [{**busy, "status": "free"}]},
                    {"scheduleId": boxes[2], "error": {"responseCode": "5009"}},
                    {"scheduleId": "somebody@else.example", "scheduleItems": [busy]},
                ]
            }
        )
        graph.says({"value": []})
        found = await exchange.schedules.schedule(boxes, WITHIN)
        assert found == {
            boxes[0]: (Busy(Interval(at(9), at(10)), ShowAs.BUSY),),
            boxes[1]: (),
        }
        first, second = graph.asked
        assert first.path == f"/v1.0/users/{SERVICE}/calendar/getSchedule"
        assert first.headers["authorization"] == f"Bearer {TOKEN}"
        assert len(first.json["schedules"]) == 20 and len(second.json["schedules"]) == 1
        assert first.json["startTime"] == {"dateTime": "2026-11-24T08:00:00", "timeZone": "UTC"}

    async def test_may_stay_away(self, exchange: Exchange, graph: Script) -> None:
        for reply in (Reply(status=503), Reply(drop=True), Reply(body="<html>"), Reply(body=[])):
            graph.replies = [reply]
            met = await exchange.schedules.schedule((ROOM,), WITHIN)
            assert isinstance(met, Trouble) and met.why is Why.LATER


async def test_presences_are_asked_for_650_at_a_time(exchange: Exchange, graph: Script) -> None:
    graph.says({"value": [{"id": "p-0", "availability": "Busy", "activity": "InAMeeting"}, {}]})
    graph.says({"value": [{"id": "p-650", "availability": "Away"}]})
    found = await exchange.presences.presences([f"p-{each}" for each in range(651)])
    assert found == {"p-0": PresenceNow("Busy", "InAMeeting"), "p-650": PresenceNow("Away")}
    assert [len(each.json["ids"]) for each in graph.asked] == [650, 1]
    assert graph.last.path == "/v1.0/communications/getPresencesByUserId"


class TestPost:
    MAIL = Message(
        address=PERSON,
        name="Sanne",
        subject="Geboekt",
        text="Geboekt",
        html="<p>Geboekt</p>",
        language="nl",
        calendar=b"BEGIN:VCALENDAR",
        method="REQUEST",
    )

    async def test_a_mail_goes_with_its_calendar_and_leaves_no_copy(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.say(Reply(status=202))
        assert await exchange.post.send_mail(SERVICE, self.MAIL) == Done()
        assert graph.last.path == f"/v1.0/users/{SERVICE}/sendMail"
        body = graph.last.json
        assert body["SaveToSentItems"] is False
        mail = body["Message"]
        assert mail["subject"] == "Geboekt"
        assert mail["body"] == {"contentType": "html", "content": "<p>Geboekt</p>"}
        (to,) = mail["toRecipients"]
        assert to["emailAddress"] == {"address": PERSON, "name": "Sanne"}
        (file,) = mail["attachments"]
        assert file["@odata.type"] == "#microsoft.graph.fileAttachment"
        assert base64.b64decode(file["contentBytes"]) == b"BEGIN:VCALENDAR"
        assert file["contentType"].startswith("text/calendar")

    async def test_whether_it_went_is_said_as_far_as_it_is_known(
        self, exchange: Exchange, graph: Script
    ) -> None:
        for reply, why in (
            (Reply(status=429), Why.LATER),
            (Reply(status=503, headers={"Retry-After": "5"}), Why.UNKNOWN),
            (Reply(status=503), Why.UNKNOWN),
            (Reply(status=500), Why.UNKNOWN),
            (Reply(drop=True), Why.UNKNOWN),
            (Reply(status=403), Why.CLOSED),
            (Reply(status=404, body={"error": {"code": "ErrorInvalidUser"}}), Why.CLOSED),
            (Reply(status=400, body={"error": {"code": "ErrorInvalidRecipients"}}), Why.REFUSED),
        ):
            graph.replies = [reply]
            met = await exchange.post.send_mail(SERVICE, self.MAIL)
            assert isinstance(met, Trouble) and met.why is why, reply


UNTIL = later(NOW, timedelta(days=6))
ANSWER = {
    "id": "5522bd62",
    "resource": f"users/{ROOM.upper()}/events",
    "changeType": "created,updated,deleted",
    "notificationUrl": "https://vrijplek.example/graph/notifications",
    "expirationDateTime": "2026-11-29T08:00:00.2257768Z",
}


class TestSubscriptions:
    async def test_one_is_made_for_all_changes_of_a_mailbox(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(ANSWER, 201)
        made = await exchange.subscriptions.subscribe(
            ROOM,
            url="https://vrijplek.example/graph/notifications",
            lifecycle="https://vrijplek.example/graph/lifecycle",
            secret="s" * 40,
            until=UNTIL,
        )
        assert isinstance(made, Subscribed)
        assert (made.id, made.box) == ("5522bd62", ROOM)
        assert 'IdType="ImmutableId"' in graph.last.prefer
        body = {key: value for key, value in graph.last.json.items() if key != "@odata.type"}
        assert body == {
            "changeType": "created,updated,deleted",
            "notificationUrl": "https://vrijplek.example/graph/notifications",
            "lifecycleNotificationUrl": "https://vrijplek.example/graph/lifecycle",
            "resource": f"users/{ROOM}/events",
            "expirationDateTime": "2026-11-29T08:00:00+00:00",
            "clientState": "s" * 40,
            "latestSupportedTlsVersion": "v1_2",
        }

    async def test_one_is_prolonged_reauthorised_and_given_back(
        self, exchange: Exchange, graph: Script
    ) -> None:
        there = exchange.subscriptions
        graph.says(ANSWER)
        assert isinstance(await there.renew("5522bd62", until=UNTIL), Subscribed)
        assert graph.last.method == "PATCH"
        assert graph.last.json["expirationDateTime"] == "2026-11-29T08:00:00+00:00"
        graph.replies = [Reply(status=204)]
        assert await there.reauthorize("5522bd62") == Done()
        assert graph.last.path == "/v1.0/subscriptions/5522bd62/reauthorize"
        assert await there.unsubscribe("5522bd62") == Done()
        assert graph.last.method == "DELETE"

    async def test_those_that_are_there_are_listed_ours_or_not(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(
            {
                "value": [
                    ANSWER,
                    {**ANSWER, "id": "2", "resource": "/chats/getAllMessages"},
                    {**ANSWER, "id": "3", "expirationDateTime": None},
                ]
            }
        )
        found = await exchange.subscriptions.list_subscriptions()
        assert isinstance(found, tuple)
        assert [(each.id, each.box) for each in found] == [("5522bd62", ROOM), ("2", None)]

    async def test_one_that_ran_out_is_gone_and_one_too_many_is_there(
        self, exchange: Exchange, graph: Script
    ) -> None:
        there = exchange.subscriptions
        graph.refuses(404, "ResourceNotFound")
        met = await there.renew("x", until=UNTIL)
        assert isinstance(met, Trouble) and met.why is Why.GONE
        for status, why in (
            (409, Why.THERE),
            (400, Why.REFUSED),
            (403, Why.CLOSED),
            (503, Why.UNKNOWN),
        ):
            graph.replies = []
            graph.refuses(status, "X")
            met = await there.subscribe(
                ROOM, url="https://a", lifecycle="https://b", secret="s", until=UNTIL
            )
            assert isinstance(met, Trouble) and met.why is why
