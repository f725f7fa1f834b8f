"""The demo's calendars after a stop and a start."""

from datetime import timedelta
from pathlib import Path

from local.exchange.delta import State
from local.exchange.keeping import Keeper
from local.exchange.payloads import Wish
from local.exchange.seed import seeded

ANNE, ROOM = "anne.weber@junglinster.example", "sall-blumm@junglinster.example"


def test_meetings_their_ids_and_the_links_to_changes_outlive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "exchange.pickle"
    first = seeded("junglinster", token=None)
    keeper = Keeper(first, file, "junglinster")
    start = first.clock.now() + timedelta(days=1)
    id = first.book(ANNE, start, start + timedelta(hours=1), rooms=[ROOM])
    box = first.store.mailbox(ANNE)
    state = State(box=box, over="view", start=start, end=start + timedelta(days=30))
    _, token, _ = first.graph.deltas.page(state, Wish())
    keeper.write()
    assert first.events(ROOM) == [], "it has not answered yet"
    keeper.last()

    second = seeded("junglinster", token=None)
    assert Keeper(second, file, "junglinster").restore()
    assert second.event(ANNE, id)["attendees"][0]["status"]["response"] == "accepted"
    assert len(second.events(ROOM)) == 1
    items, _, _ = second.graph.deltas.page(second.graph.deltas.follow(token), Wish(immutable=True))
    assert [each["id"] for each in items] == [id], "its answer came after the link"
    assert second.book(ANNE, start, start + timedelta(hours=1)) != id
    assert second.store.mailbox(ANNE) is second.store.mailbox(second.store.mailbox(ANNE).id)


def test_a_file_of_another_town_or_of_nonsense_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "exchange.pickle"
    first = seeded("junglinster", token=None)
    Keeper(first, file, "junglinster").last()
    assert not Keeper(seeded("depanne", token=None), file, "depanne").restore()
    file.write_bytes(file.read_bytes()[:100])
    assert not Keeper(seeded("junglinster", token=None), file, "junglinster").restore()
    assert not Keeper(first, tmp_path / "none", "junglinster").restore()
