"""What the local host reads from an app, and what it refuses to host."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from local.functions import BadApp, Declared, load

HEAD = """
import azure.functions as func

async def pages(scope, receive, send):
    pass

app = func.AsgiFunctionApp(app=pages, http_auth_level=func.AuthLevel.ANONYMOUS)
"""

ENV = {"AzureWebJobsStorage": "UseDevelopmentStorage=true", "NIGHT": "0 0 3 * * *", "JOBS": "jobs"}

type Loader = Callable[[str], Declared]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    monkeypatch.syspath_prepend(tmp_path)

    def write(code: str) -> Declared:
        (tmp_path / "app_under_test.py").write_text(HEAD + textwrap.dedent(code))
        monkeypatch.delitem(sys.modules, "app_under_test", raising=False)
        return load("app_under_test", ENV)

    return write


def test_names_schedules_queues_and_pages_are_read_from_the_app(app: Loader) -> None:
    declared = app("""
        @app.function_name("retain")
        @app.timer_trigger(arg_name="timer", schedule="%NIGHT%", use_monitor=False)
        async def f(timer: func.TimerRequest) -> None: ...

        @app.queue_trigger(arg_name="message", queue_name="%JOBS%", connection="AzureWebJobsStorage")
        def deliver(message: func.QueueMessage) -> None: ...
    """)
    assert [(t.name, t.schedule.text, t.monitored) for t in declared.timers] == [
        ("retain", "0 0 3 * * *", False)
    ]
    assert [(q.name, q.queue) for q in declared.queues] == [("deliver", "jobs")]
    assert [(h.name, h.route) for h in declared.http] == [("http_app_func", "/{*route}")]
    assert declared.asgi.__name__ == "pages"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("app = None", "is not an azure.functions.AsgiFunctionApp"),
        (
            "@app.timer_trigger(arg_name='t', schedule='00:05:00')\ndef f(t): ...",
            "function 'f': '00:05:00' is a time span",
        ),
        (
            "@app.timer_trigger(arg_name='t', schedule='%ABSENT%')\ndef f(t): ...",
            "asks for the setting ABSENT",
        ),
        (
            "@app.queue_trigger(arg_name='m', queue_name='q', connection='Other')\ndef f(m): ...",
            "connects through Other",
        ),
        (
            "@app.timer_trigger(arg_name='t', schedule='0 * * * * *')\ndef f(t, context): ...",
            "passes the trigger 't' and nothing else",
        ),
        (
            "@app.queue_trigger(arg_name='m', queue_name='q', connection='AzureWebJobsStorage')\n"
            "@app.queue_output(arg_name='o', queue_name='p', connection='AzureWebJobsStorage')\n"
            "def f(m, o): ...",
            "nothing else",
        ),
        (
            "@app.blob_trigger(arg_name='b', path='x/y', connection='AzureWebJobsStorage')\n"
            "def f(b): ...",
            "no trigger of type 'blobTrigger'",
        ),
    ],
)
def test_what_the_local_host_could_not_honour_is_refused_by_name(
    app: Loader, code: str, says: str
) -> None:
    with pytest.raises(BadApp, match=says):
        app(code)
