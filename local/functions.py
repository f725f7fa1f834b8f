"""Reads what a function app declares: names, triggers, schedules, queues and the ASGI app.

Everything comes from `app.get_functions()`, so the local host repeats no name and no schedule.
A declaration that the local host could not honour is refused at start, never ignored.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import azure.functions as func

from local.ncrontab import BadSchedule, Schedule, parse

if TYPE_CHECKING:
    from azure.functions.decorators.function_app import Function
    from uvicorn._types import ASGI3Application

_SETTING = re.compile(r"%([A-Za-z0-9_]+)%")


class BadApp(Exception):
    """The function app cannot be hosted; the message says which function and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer function. `monitored`: a missed run is made up for at the next start."""

    name: str
    argument: str
    schedule: Schedule
    monitored: bool
    call: Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJob:
    """A queue function; `connection` is the storage account's connection string."""

    name: str
    argument: str
    queue: str
    connection: str
    call: Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """The HTTP function; the local host serves its ASGI app directly."""

    name: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A whole function app."""

    asgi: "ASGI3Application"
    http: tuple[Http, ...]
    timers: tuple[Timer, ...]
    queues: tuple[QueueJob, ...]

    def job(self, name: str) -> Timer | QueueJob | None:
        """The timer or queue function of that name."""
        jobs: tuple[Timer | QueueJob, ...] = (*self.timers, *self.queues)
        return next((job for job in jobs if job.name == name), None)


def load(module: str, env: Mapping[str, str]) -> Declared:
    """Import `module` and read its `app`. Once per process: azure-functions counts a second
    reading of the same app as duplicate names."""
    app = getattr(importlib.import_module(module), "app", None)
    if not isinstance(app, func.AsgiFunctionApp):
        raise BadApp(f"{module}.app is not an azure.functions.AsgiFunctionApp")
    read = [_read(function, env) for function in app.get_functions()]
    return Declared(
        asgi=app.middleware._app,  # the library offers no public way back to the app it was given
        http=tuple(f for f in read if isinstance(f, Http)),
        timers=tuple(f for f in read if isinstance(f, Timer)),
        queues=tuple(f for f in read if isinstance(f, QueueJob)),
    )


def _read(function: "Function", env: Mapping[str, str]) -> Http | Timer | QueueJob:
    name = str(function.get_function_name())
    trigger: dict[str, Any] = function.get_trigger().get_dict_repr()  # type: ignore[union-attr]  # build() refuses a function without trigger
    match trigger["type"]:
        case "httpTrigger":
            return Http(name=name, route=str(trigger.get("route") or ""))
        case "timerTrigger":
            return Timer(
                name=name,
                argument=_argument(function, name),
                schedule=_schedule(_resolved(trigger["schedule"], name, env), name),
                monitored=trigger.get("useMonitor") is not False,
                call=function.get_user_function(),
            )
        case "queueTrigger":
            return QueueJob(
                name=name,
                argument=_argument(function, name),
                queue=_resolved(trigger["queueName"], name, env),
                connection=_connection(trigger["connection"], name, env),
                call=function.get_user_function(),
            )
        case other:
            raise BadApp(f"function '{name}': the local host knows no trigger of type '{other}'")


def _argument(function: "Function", name: str) -> str:
    argument = str(function.get_trigger().name)  # type: ignore[union-attr]  # as above
    takes = list(inspect.signature(function.get_user_function()).parameters)
    if takes != [argument] or len(function.get_bindings()) > 1:
        raise BadApp(
            f"function '{name}' takes {', '.join(takes) or 'nothing'}: the local host passes "
            f"the trigger '{argument}' and nothing else"
        )
    return argument


def _schedule(text: str, name: str) -> Schedule:
    try:
        return parse(text)
    except BadSchedule as bad:
        raise BadApp(f"function '{name}': {bad}") from bad


def _resolved(text: str, name: str, env: Mapping[str, str]) -> str:
    def setting(match: re.Match[str]) -> str:
        if (value := env.get(match[1])) is None:
            raise BadApp(f"function '{name}' asks for the setting {match[1]}, which is not set")
        return value

    return _SETTING.sub(setting, text)


def _connection(setting: str, name: str, env: Mapping[str, str]) -> str:
    if not (connection := env.get(setting)):
        raise BadApp(f"function '{name}' connects through {setting}, which is not set")
    return connection
