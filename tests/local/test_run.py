"""`python -m local` from outside: what a person sees, and what is left when it is over."""

import json
import os
import re
import signal
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.checks import free_ports
from tests.local.running import WITHIN, Run, command_of, launch, running, until


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with running(tmp_path_factory.mktemp("local") / "data", settings={"WORKERS": "2"}) as started:
        yield started


def test_two_workers_serve_the_app_from_two_processes(run: Run) -> None:
    seen: set[str] = set()

    def both_answered() -> bool:
        seen.add(run.ask("GET", "/pid")[1])
        return len(seen) == 2

    until(both_answered)
    assert seen <= {str(pid) for pid in run.children()}


def test_a_timer_fires_on_time_by_its_expression(run: Run) -> None:
    until(lambda: run.runs("tick"))
    assert run.runs("tick") == ["on time True"]


def test_a_queued_message_reaches_its_function_decoded(run: Run) -> None:
    assert run.ask("POST", "/send", "hello Ångström")[0] == 202
    until(lambda: run.runs("work"))
    assert "hello Ångström 1" in run.runs("work")


def test_the_admin_endpoint_runs_a_timer_now(run: Run) -> None:
    status, body = run.ask("POST", "/admin/functions/nightly", '{"input": ""}')
    assert (status, body) == (202, "")
    until(lambda: run.runs("nightly"))
    assert run.runs("nightly") == ["past due False"]


def test_the_admin_endpoint_runs_a_queue_function_on_the_given_input(run: Run) -> None:
    assert run.ask("POST", "/admin/functions/work", '{"input": "by hand"}')[0] == 202
    until(lambda: "by hand 1" in run.runs("work"))


def test_the_admin_endpoint_lists_what_the_app_declares(run: Run) -> None:
    status, body = run.ask("GET", "/admin/functions")
    assert status == 200
    assert json.loads(body) == [
        {"name": "http_app_func", "type": "httpTrigger", "route": "/{*route}"},
        {"name": "tick", "type": "timerTrigger", "schedule": "* * * * * *"},
        {"name": "nightly", "type": "timerTrigger", "schedule": "0 0 3 * * *"},
        {"name": "work", "type": "queueTrigger", "queueName": "work"},
    ]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/admin/functions/nobody", None, {}, 404),
        ("/admin/functions/http_app_func", None, {}, 404),
        ("/admin/functions/nightly", "[1]", {}, 400),
        ("/admin/functions/nightly", "{", {}, 400),
        ("/admin/functions/nightly", "x" * 100_000, {}, 400),
        ("/admin/functions/nightly", None, {"Origin": "https://elsewhere.example"}, 403),
        ("/admin/functions/nightly", None, {"Host": "rebound.example:80"}, 403),
    ],
)
def test_the_admin_endpoint_refuses_what_it_cannot_or_must_not_run(
    run: Run, path: str, body: str | None, headers: dict[str, str], status: int
) -> None:
    assert run.ask("POST", path, body or "", **headers)[0] == status


def test_outlook_is_announced_and_open_in_any_browser(run: Run) -> None:
    announced = re.search(r"Outlook\W+(http://127\.0\.0\.1:\d+)", run.words())
    assert announced is not None
    with urllib.request.urlopen(announced[1], timeout=WITHIN) as page:
        assert "Sall Blumm" in page.read().decode()


def test_a_second_run_on_the_same_storage_says_where_the_first_one_is(run: Run) -> None:
    second = launch(run.data, port=run.port)
    assert second.process.wait(WITHIN) == 1
    assert f"already running at http://127.0.0.1:{run.port}" in second.words()
    assert f"port {run.port} is taken" in second.words()
    assert run.process.poll() is None


def test_a_port_that_another_program_holds_is_refused_before_anything_starts(
    tmp_path: Path,
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = launch(tmp_path / "data", port=port)
        assert refused.process.wait(WITHIN) == 1
    assert f"Port {port} is taken" in refused.words()
    assert not (tmp_path / "data" / "azurite").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "0"), ("WORKERS", "none"), ("LOGS", "loud")]
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, name: str, value: str) -> None:
    refused = launch(tmp_path / "data", settings={name: value})
    assert refused.process.wait(WITHIN) == 1
    assert f"{name} is '{value}'" in refused.words()


def test_ctrl_c_lets_a_request_finish_leaves_no_process_and_keeps_the_data(tmp_path: Path) -> None:
    answers: list[tuple[int, str]] = []
    ones_own = {"GRAPH_BASE_URL": "http://127.0.0.1:9/v1.0"}
    with running(tmp_path / "data", settings=ones_own) as first:
        assert f"{ones_own['GRAPH_BASE_URL']}, because GRAPH_BASE_URL says so" in first.words()
        assert "● Outlook" not in first.words()
        first.ask("POST", "/send", "before the stop")
        until(lambda: first.runs("work"))
        slow = threading.Thread(target=lambda: answers.append(first.ask("GET", "/slow")))
        slow.start()
        until(lambda: len(first.children()) >= 2)
        first.press_ctrl_c()
        first.press_ctrl_c()
        slow.join()
        assert first.process.wait(WITHIN) == 0
    assert answers == [(200, '"finished"')]
    assert first.children() == []
    assert "Stopped. Nothing is left running" in first.words()
    with running(tmp_path / "data") as second:
        assert "before the stop 1" in second.runs("work")
        assert "kept from the last run (junglinster)" in second.words()
    assert second.children() == []


def test_ctrl_c_while_it_starts_stops_it_just_as_well(tmp_path: Path) -> None:
    run = launch(tmp_path / "data")
    until(lambda: "Storage" in run.words())
    assert run.leave() == 0
    assert run.children() == []


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("local.worker", "Server process"),
        ("azurite", "Azurite, the storage,"),
        ("provider/main.js", "The identity provider"),
    ],
)
def test_a_part_that_dies_stops_everything_with_an_error(
    tmp_path: Path, part: str, named: str
) -> None:
    with running(tmp_path / "data") as run:
        [victim] = [pid for pid in run.children() if part in command_of(pid)]
        os.kill(victim, signal.SIGKILL)
        assert run.process.wait(WITHIN) == 1
    assert named in run.words()
    assert "ended by itself" in run.words()
    assert run.children() == []


def test_a_killed_host_takes_its_children_along(tmp_path: Path) -> None:
    with running(tmp_path / "data") as run:
        run.process.kill()
        run.process.wait()
        until(lambda: run.children() == [])


def test_an_app_that_cannot_be_hosted_is_named_and_everything_stops(tmp_path: Path) -> None:
    refused = launch(tmp_path / "data", settings={"NIGHTLY": "every tuesday"})
    assert refused.process.wait(WITHIN) == 1
    assert "function 'nightly': 'every tuesday' has 2 fields" in refused.words()
    assert refused.children() == []


def test_another_demo_is_not_mixed_into_a_filled_storage(tmp_path: Path) -> None:
    with running(tmp_path / "data"):
        pass
    refused = launch(tmp_path / "data", port=free_ports(1)[0], settings={"DEMO": "depanne"})
    assert refused.process.wait(WITHIN) == 1
    assert "holds junglinster, not depanne" in refused.words()
