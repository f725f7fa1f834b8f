"""The composition root: one process, every trigger. No business `if` here.

HTTP goes through one catch-all function; timers and the queues call one use case each, or a round of them. Schedules are
UTC (the platform knows no other) and are declared here only: the local host and the tests read them from `app`. The web
framework is imported by the first request that is for it.
"""

import json
import os
from collections.abc import Awaitable, Callable

import azure.functions as func
from starlette.types import ASGIApp

from adapters.http.front import Front
from adapters.scrub import scrub_logs
from adapters.settings import read_settings
from adapters.telemetry.jobs import Function, watched
from adapters.wiring import wire
from application.aggregate import aggregate as aggregate_all
from application.back_up import back_up as back_up_all
from application.deliver import deliver as deliver_booking
from application.extend_series import extend_series as extend_all_series
from application.heed_wake import heed_wake
from application.list_seats import list_seats as list_all_seats
from application.pausing import unless_paused
from application.reconcile_calendars import reconcile_calendars as reconcile_all
from application.renew_subscriptions import renew_subscriptions as renew_all
from application.retain import retain as retain_all
from application.rotate_keys import rotate_keys as rotate_all_keys
from application.rounds import hourly_round, quick_round
from application.send_mail import send_mail as send_one_mail
from application.sweep import sweep as sweep_all
from application.sync_calendars import sync_calendars as sync_all
from domain.calendar_event import mailbox
from domain.ids import BookingId

scrub_logs()
settings = read_settings(os.environ)
wired = wire(settings)
ports = wired.ports


def pages_and_api() -> ASGIApp:
    """The web application."""
    from adapters.http.product import product

    return product(ports, drawings=wired.drawings, issuer=wired.issuer, settings=settings)


def job[M](function: Function[M]) -> Callable[..., Awaitable[None]]:
    """What a timer or a queue wakes: watched, and when it has ended what was counted is kept."""
    return wired.keeper.afterwards(watched(function))


http = Front(ports, pages_and_api, after=wired.keeper.soon, front_door=settings.front_door)
app = func.AsgiFunctionApp(app=http, http_auth_level=func.AuthLevel.ANONYMOUS, function_name="http")


@app.function_name("deliver")
@app.queue_trigger(arg_name="message", queue_name="deliver", connection="AzureWebJobsStorage")
@job
async def deliver(message: func.QueueMessage) -> None:
    """Tell the outside world what became of one booking."""
    told = json.loads(message.get_body())
    await deliver_booking(ports, BookingId(told["booking"]), tries=int(told.get("tries", 0)))


@app.function_name("send_mail")
@app.queue_trigger(arg_name="message", queue_name="send-mail", connection="AzureWebJobsStorage")
@job
async def send_mail(message: func.QueueMessage) -> None:
    """Send one mail, when it is a mailbox's turn."""
    told = json.loads(message.get_body())
    await send_one_mail(ports, BookingId(told["booking"]), str(told["key"]))


@app.function_name("release_no_shows")
@app.timer_trigger(
    arg_name="timer", schedule="0 5,10,20,25,35,40,50,55 5-17 * * 1-5", use_monitor=True
)
@job
async def release_no_shows(timer: func.TimerRequest) -> None:
    """Free what nobody turned up for, and remind: in turn with `remind` every five minutes of a working day."""
    await quick_round(ports)


@app.function_name("remind")
@app.timer_trigger(arg_name="timer", schedule="0 */15 5-17 * * 1-5", use_monitor=True)
@job
async def remind(timer: func.TimerRequest) -> None:
    """Remind people of what is coming, and free what nobody turned up for."""
    await quick_round(ports)


@app.function_name("extend_series")
@app.timer_trigger(arg_name="timer", schedule="0 10 1 * * *", use_monitor=True)
@job
async def extend_series(timer: func.TimerRequest) -> None:
    """Add the dates that the horizon has reached."""
    await unless_paused(ports, extend_all_series)


@app.function_name("aggregate")
@app.timer_trigger(arg_name="timer", schedule="0 40 1 * * *", use_monitor=True)
@job
async def aggregate(timer: func.TimerRequest) -> None:
    """Sum the days that are over."""
    await unless_paused(ports, aggregate_all)


@app.function_name("sweep")
@app.timer_trigger(arg_name="timer", schedule="0 10 2 * * *", use_monitor=True)
@job
async def sweep(timer: func.TimerRequest) -> None:
    """Prove the coming days' books, and repair what is left behind."""
    await unless_paused(ports, sweep_all)


@app.function_name("retain")
@app.timer_trigger(arg_name="timer", schedule="0 10 3 * * *", use_monitor=True)
@job
async def retain(timer: func.TimerRequest) -> None:
    """Take the names off what is old enough, and remove what is older still."""
    await unless_paused(ports, retain_all)


@app.function_name("rotate_keys")
@app.timer_trigger(arg_name="timer", schedule="0 40 2 * * *", use_monitor=True)
@job
async def rotate_keys(timer: func.TimerRequest) -> None:
    """Make a new key for sessions when the newest is a week old."""
    await unless_paused(ports, rotate_all_keys)


@app.function_name("back_up")
@app.timer_trigger(arg_name="timer", schedule="0 10 4 * * *", use_monitor=True)
@job
async def back_up(timer: func.TimerRequest) -> None:
    """Copy everything to the second account, after what the night takes away."""
    await unless_paused(ports, back_up_all)


@app.function_name("list_seats")
@app.timer_trigger(arg_name="timer", schedule="0 40 4 * * *", use_monitor=True)
@job
async def list_seats(timer: func.TimerRequest) -> None:
    """Lay ready, outside the app, who sits where today: before people come."""
    await unless_paused(ports, list_all_seats)


@app.function_name("seal_audit")
@app.timer_trigger(arg_name="timer", schedule="0 12 * * * *", use_monitor=True)
@job
async def seal_audit(timer: func.TimerRequest) -> None:
    """Seal what was recorded in the hours that are over, and do what the quick timers do when they rest."""
    await hourly_round(ports)


@app.function_name("sync_calendars")
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", use_monitor=True)
@job
async def sync_calendars(timer: func.TimerRequest) -> None:
    """Have every room's calendar looked at, whether Graph told us of changes or not."""
    await sync_all(ports)


@app.function_name("sync_mailbox")
@app.queue_trigger(arg_name="message", queue_name="sync-mailbox", connection="AzureWebJobsStorage")
@job
async def sync_mailbox(message: func.QueueMessage) -> None:
    """See what changed in one room's calendar."""
    told = json.loads(message.get_body())
    await heed_wake(ports, mailbox(told["mailbox"]))


@app.function_name("renew_subscriptions")
@app.timer_trigger(arg_name="timer", schedule="0 20 */6 * * *", use_monitor=True)
@job
async def renew_subscriptions(timer: func.TimerRequest) -> None:
    """Have Graph tell us of changes for another few days."""
    await unless_paused(ports, renew_all)


@app.function_name("reconcile_calendars")
@app.timer_trigger(arg_name="timer", schedule="0 30 0 * * *", use_monitor=True)
@job
async def reconcile_calendars(timer: func.TimerRequest) -> None:
    """Have every room's calendar compared with our books in full."""
    await unless_paused(ports, reconcile_all)
