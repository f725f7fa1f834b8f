"""The composition root: one process, every trigger. No business `if` here.

HTTP goes through one catch-all function; timers and the queues call one use case each, or a round of them. Schedules are
UTC (the platform knows no other) and are declared here only: the local host and the tests read them from `app`. A function
imports its work when it is first called: the host waits for the names of all of them, and calls a process for some.
"""

import json
import os
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from typing import TYPE_CHECKING

import azure.functions as func

from adapters.http.late import Late
from adapters.scrub import scrub_logs
from adapters.settings import read_settings
from adapters.telemetry.jobs import Function, watched

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from adapters.wiring import Wired
    from application.ports import Ports

scrub_logs()
settings = read_settings(os.environ)


@cache
def wired() -> "Wired":
    """What this process works with."""
    from adapters.wiring import wire

    return wire(settings)


def ports() -> "Ports":
    return wired().ports


def pages_and_api() -> "ASGIApp":
    """The web application."""
    from adapters.http.product import product

    known = wired()
    return product(known.ports, drawings=known.drawings, issuer=known.issuer, settings=settings)


def front() -> "ASGIApp":
    """What answers HTTP; it makes the web application when a request is for that."""
    from adapters.http.front import Front

    known = wired()
    return Front(
        known.ports, pages_and_api, after=known.keeper.soon, front_door=settings.front_door
    )


def unless_paused(work: "Callable[[Ports], Awaitable[object]]") -> Awaitable[object]:
    """`work`, unless nothing may be written for now."""
    from application import pausing

    return pausing.unless_paused(ports(), work)


def job[M](function: Function[M]) -> Callable[..., Awaitable[None]]:
    """What a timer or a queue wakes: watched, and when it has ended what was counted is kept."""
    work = watched(function)

    @wraps(work)
    async def run(*args: M, **named: M) -> None:
        await wired().keeper.afterwards(work)(*args, **named)

    return run


http = Late(front)
app = func.AsgiFunctionApp(app=http, http_auth_level=func.AuthLevel.ANONYMOUS, function_name="http")


@app.function_name("deliver")
@app.queue_trigger(arg_name="message", queue_name="deliver", connection="AzureWebJobsStorage")
@job
async def deliver(message: func.QueueMessage) -> None:
    """Tell the outside world what became of one booking."""
    from application.deliver import deliver as deliver_booking
    from domain.ids import BookingId

    told = json.loads(message.get_body())
    await deliver_booking(ports(), BookingId(told["booking"]), tries=int(told.get("tries", 0)))


@app.function_name("send_mail")
@app.queue_trigger(arg_name="message", queue_name="send-mail", connection="AzureWebJobsStorage")
@job
async def send_mail(message: func.QueueMessage) -> None:
    """Send one mail, when it is a mailbox's turn."""
    from application.send_mail import send_mail as send_one_mail
    from domain.ids import BookingId

    told = json.loads(message.get_body())
    await send_one_mail(ports(), BookingId(told["booking"]), str(told["key"]))


@app.function_name("release_no_shows")
@app.timer_trigger(
    arg_name="timer", schedule="0 5,10,20,25,35,40,50,55 5-17 * * 1-5", use_monitor=True
)
@job
async def release_no_shows(timer: func.TimerRequest) -> None:
    """Free what nobody turned up for, and remind: in turn with `remind` every five minutes of a working day."""
    from application.rounds import quick_round

    await quick_round(ports())


@app.function_name("remind")
@app.timer_trigger(arg_name="timer", schedule="0 */15 5-17 * * 1-5", use_monitor=True)
@job
async def remind(timer: func.TimerRequest) -> None:
    """Remind people of what is coming, and free what nobody turned up for."""
    from application.rounds import quick_round

    await quick_round(ports())


@app.function_name("extend_series")
@app.timer_trigger(arg_name="timer", schedule="0 10 1 * * *", use_monitor=True)
@job
async def extend_series(timer: func.TimerRequest) -> None:
    """Add the dates that the horizon has reached."""
    from application.extend_series import extend_series as extend_all_series

    await unless_paused(extend_all_series)


@app.function_name("aggregate")
@app.timer_trigger(arg_name="timer", schedule="0 40 1 * * *", use_monitor=True)
@job
async def aggregate(timer: func.TimerRequest) -> None:
    """Sum the days that are over."""
    from application.aggregate import aggregate as aggregate_all

    await unless_paused(aggregate_all)


@app.function_name("sweep")
@app.timer_trigger(arg_name="timer", schedule="0 10 2 * * *", use_monitor=True)
@job
async def sweep(timer: func.TimerRequest) -> None:
    """Prove the coming days' books, and repair what is left behind."""
    from application.sweep import sweep as sweep_all

    await unless_paused(sweep_all)


@app.function_name("retain")
@app.timer_trigger(arg_name="timer", schedule="0 10 3 * * *", use_monitor=True)
@job
async def retain(timer: func.TimerRequest) -> None:
    """Take the names off what is old enough, and remove what is older still."""
    from application.retain import retain as retain_all

    await unless_paused(retain_all)


@app.function_name("rotate_keys")
@app.timer_trigger(arg_name="timer", schedule="0 40 2 * * *", use_monitor=True)
@job
async def rotate_keys(timer: func.TimerRequest) -> None:
    """Make a new key for sessions when the newest is a week old."""
    from application.rotate_keys import rotate_keys as rotate_all_keys

    await unless_paused(rotate_all_keys)


@app.function_name("back_up")
@app.timer_trigger(arg_name="timer", schedule="0 10 4 * * *", use_monitor=True)
@job
async def back_up(timer: func.TimerRequest) -> None:
    """Copy everything to the second account, after what the night takes away."""
    from application.back_up import back_up as back_up_all

    await unless_paused(back_up_all)


@app.function_name("list_seats")
@app.timer_trigger(arg_name="timer", schedule="0 40 4 * * *", use_monitor=True)
@job
async def list_seats(timer: func.TimerRequest) -> None:
    """Lay ready, outside the app, who sits where today: before people come."""
    from application.list_seats import list_seats as list_all_seats

    await unless_paused(list_all_seats)


@app.function_name("seal_audit")
@app.timer_trigger(arg_name="timer", schedule="0 12 * * * *", use_monitor=True)
@job
async def seal_audit(timer: func.TimerRequest) -> None:
    """Seal what was recorded in the hours that are over, and do what the quick timers do when they rest."""
    from application.rounds import hourly_round

    await hourly_round(ports())


@app.function_name("sync_calendars")
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", use_monitor=True)
@job
async def sync_calendars(timer: func.TimerRequest) -> None:
    """Have every room's calendar looked at, whether Graph told us of changes or not."""
    from application.sync_calendars import sync_calendars as sync_all

    await sync_all(ports())


@app.function_name("sync_mailbox")
@app.queue_trigger(arg_name="message", queue_name="sync-mailbox", connection="AzureWebJobsStorage")
@job
async def sync_mailbox(message: func.QueueMessage) -> None:
    """See what changed in one room's calendar."""
    from application.heed_wake import heed_wake
    from domain.calendar_event import mailbox

    told = json.loads(message.get_body())
    await heed_wake(ports(), mailbox(told["mailbox"]))


@app.function_name("renew_subscriptions")
@app.timer_trigger(arg_name="timer", schedule="0 20 */6 * * *", use_monitor=True)
@job
async def renew_subscriptions(timer: func.TimerRequest) -> None:
    """Have Graph tell us of changes for another few days."""
    from application.renew_subscriptions import renew_subscriptions as renew_all

    await unless_paused(renew_all)


@app.function_name("reconcile_calendars")
@app.timer_trigger(arg_name="timer", schedule="0 30 0 * * *", use_monitor=True)
@job
async def reconcile_calendars(timer: func.TimerRequest) -> None:
    """Have every room's calendar compared with our books in full."""
    from application.reconcile_calendars import reconcile_calendars as reconcile_all

    await unless_paused(reconcile_all)
