"""After a deployment the site itself is asked: what does not serve with the new version is no deployment that went well."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adapters.cli.fleet.site import Page, look_at
from adapters.cli.fleet.watch import IN_A_ROW, NotServing, Watch
from tests.adapters.cli.fleet.terminal import VERSION, Terminal, a_package
from tests.builders import NOW
from tests.fake_clock import FakeClock

type Said = tuple[int, dict[str, object], dict[str, str], str]
"""Status, content, headers; and the code of a problem in place of the content."""

OLD = "1.3.0+0c4f6a1e55"
AWAY: Said = (503, {}, {"Vrijplek-Version": VERSION}, "unavailable")
PLATFORM = "<h1>Your app is up and running</h1>"
NEW_HERE: Said = (503, {}, {"Vrijplek-Version": VERSION}, "misconfigured")


def well(version: str, *late: str) -> Said:
    jobs = [{"name": name, "lastAt": None, "stale": True} for name in late]
    return 200, {"status": "ok", "version": version, "jobs": jobs}, {}, ""


@dataclass(slots=True)
class Site:
    """A health page on loopback that says one thing after the other, the last for ever."""

    says: list[Said]
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def next(self, path: str) -> Said:
        self.asked.append(path)
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site([well(VERSION)])

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, headers, code = made.next(self.path)
            said = PLATFORM if code == PLATFORM else json.dumps({"code": code} if code else body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def terminal(tmp_path: Path, site: Site) -> Terminal:
    made = Terminal(folder=tmp_path, look=look_at)
    made.tenants("depanne")
    made.az.urls["rg-vrijplek-depanne"] = site.url
    return made


def deployed(terminal: Terminal, *more: str) -> tuple[int, str]:
    package = str(a_package(terminal.folder))
    return terminal.run("tenant", "deploy", "depanne", "--yes", "--package", package, *more)


def test_a_deployment_is_done_when_its_site_serves_with_the_new_version(
    terminal: Terminal, site: Site
) -> None:
    site.says = [AWAY, well(OLD), well(VERSION), well(OLD), well(VERSION)]
    code, said = deployed(terminal)
    assert code == 0 and f"version {VERSION} serves" in said
    assert site.asked == ["/api/v1/health"] * (4 + IN_A_ROW), "old ones answered in between"


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (AWAY, "answered 503 unavailable"),
        (well(OLD), f"version {OLD} answers, not {VERSION}"),
        ((404, {}, {}, "not-found"), "answered 404"),
        ((403, {}, {}, PLATFORM), "answered 403 with a page that is not ours"),
        ((200, {}, {}, PLATFORM), "answered 200 with a page that is not ours"),
    ],
)
def test_a_site_that_does_not_serve_in_time_is_a_failure_with_what_it_said(
    terminal: Terminal,
    site: Site,
    says: Said,
    said: str,
) -> None:
    site.says = [says]
    code, told = deployed(terminal, "--wait-minutes", "2")
    assert code == 1 and said in told and "does not serve after 2 minutes" in told
    assert sum(terminal.clock.pauses) == 120


def test_a_site_that_cannot_be_reached_is_a_failure_unless_nobody_is_to_look(
    terminal: Terminal,
) -> None:
    terminal.az.urls["rg-vrijplek-depanne"] = "http://127.0.0.1:1"
    code, said = deployed(terminal)
    assert code == 1 and "no answer" in said
    assert deployed(terminal, "--no-look")[0] == 0


def test_before_its_import_a_municipality_is_well_and_a_late_job_stops_nothing(
    terminal: Terminal, site: Site
) -> None:
    site.says = [NEW_HERE]
    code, said = deployed(terminal)
    assert code == 0 and "waits for its import" in said
    site.says = [well(VERSION, "remind")]
    code, said = deployed(terminal)
    assert code == 0 and "late: remind" in said


def test_without_a_package_a_new_app_is_not_looked_at_and_an_old_one_must_go_on_serving(
    terminal: Terminal, site: Site
) -> None:
    assert terminal.run("tenant", "deploy", "depanne", "--yes")[0] == 0 and site.asked == []
    site.says = [well(OLD)]
    assert terminal.run("tenant", "deploy", "depanne", "--yes")[0] == 0
    site.says = [AWAY]
    assert terminal.run("tenant", "deploy", "depanne", "--yes")[0] == 1


def test_a_file_that_make_package_did_not_make_is_not_deployed(terminal: Terminal) -> None:
    package = terminal.folder / "other.zip"
    package.write_bytes(b"zip")
    code, said = terminal.run("tenant", "deploy", "depanne", "--yes", "--package", str(package))
    assert code == 2 and "make package" in said and terminal.az.asked == []


def test_one_that_does_not_serve_stops_its_ring_and_is_deployed_again_after_the_fix(
    tmp_path: Path, site: Site
) -> None:
    fleet = Terminal(folder=tmp_path, look=look_at)
    fleet.tenants("first", "second", "third")
    rings = "rings: [{name: a, tenants: [first, second]}, {name: b}]"
    (fleet.infra / "fleet.yaml").write_text(rings, "utf-8")
    fleet.az.urls = {f"rg-vrijplek-{name}": site.url for name in ("first", "second", "third")}
    package, state = str(a_package(tmp_path)), str(tmp_path / "state.json")
    command = ("fleet", "deploy", "--yes", "--package", package, "--state", state, "--at-once", "1")
    site.says = [*[well(VERSION)] * IN_A_ROW, AWAY]
    code, said = fleet.run(*command)
    assert code == 1 and "second failed" in said and "2 left: second, third" in said
    site.says = [well(VERSION)]
    fleet.az.asked.clear()
    assert fleet.run(*command)[0] == 0
    assert fleet.az.deployed() == ["rg-vrijplek-second", "rg-vrijplek-third"]


def test_a_clock_that_is_over_before_enough_answers_is_a_failure_too() -> None:
    answers = iter([OLD, VERSION])

    async def look(url: str) -> Page:
        version = next(answers)
        return Page(version=version, told={"status": "ok"})

    watch = Watch(look=look, clock=FakeClock(NOW), within=timedelta(seconds=5))
    with pytest.raises(NotServing, match="not answer often enough"):
        asyncio.run(watch.serves("https://x.example", VERSION))
