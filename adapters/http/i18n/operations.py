"""How it runs, in the reader's words: numbers, lengths of time, amounts, when a timer runs, what is paid for."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from adapters.http.i18n.exchange import JOBS
from adapters.http.i18n.reader import reader
from adapters.http.i18n.words import message_id
from application.estimate import Part

WOKEN: Mapping[str, str] = {
    "deliver": message_id("Tell people and Exchange of bookings"),
    "send_mail": message_id("Send mail"),
    "sync_mailbox": message_id("Read one room’s calendar"),
}
PARTS: Mapping[Part, str] = {
    Part.REQUESTS: message_id("Computing for requests"),
    Part.TIMERS: message_id("Computing for timers, a second each at least"),
    Part.MESSAGES: message_id("Computing for messages in queues"),
    Part.FREE_COMPUTE: message_id("Free computing of the subscription"),
    Part.EXECUTIONS: message_id("Executions"),
    Part.FREE_EXECUTIONS: message_id("Free executions of the subscription"),
    Part.TABLES: message_id("Operations on tables"),
    Part.QUEUES: message_id("Operations on queues"),
    Part.WATCHING: message_id("Queues watched by the platform"),
    Part.BLOB_WRITES: message_id("Files written or listed"),
    Part.BLOB_OTHERS: message_id("Other operations on files"),
}
CLASSES: Mapping[str, str] = {
    "read": message_id("Rows read"),
    "query": message_id("Queries"),
    "write": message_id("Rows written"),
    "transaction": message_id("Transactions"),
    "delete": message_id("Deletions"),
    "manage": message_id("Other"),
}
EVERY_MINUTES = message_id("every %(n)s minutes")
EVERY_HOUR = message_id("every hour")
EVERY_HOURS = message_id("every %(n)s hours")
EVERY_DAY = message_id("every day at %(at)s UTC")
TIMES_AN_HOUR = message_id("%(n)s times an hour")
BETWEEN = message_id("%(often)s from %(first)s to %(last)s UTC")
ON_WORKING_DAYS, WORKING_DAYS = message_id("%(often)s, Monday to Friday"), "1-5"
MILLISECONDS, SECONDS = message_id("%(n)s ms"), message_id("%(n)s s")


def function_name(name: str) -> str:
    """What a function does; its name where we have no better word."""
    known = {**JOBS, **WOKEN}
    return _say(known[name]) if name in known else name


def cost_part(part: Part) -> str:
    return _say(PARTS[part])


def store_class(name: str) -> str:
    return _say(CLASSES[name])


def number(value: float) -> str:
    """12.345, as the reader writes it."""
    return format_decimal(round(value), locale=reader().locale)


def share(value: float) -> str:
    """12 %, and 0,004 % where a whole one would say nothing."""
    pattern = reader().locale.percent_formats[None].pattern
    small = pattern.replace("0", "0.###", 1) if value < 0.01 else pattern
    return format_percent(value, format=small, locale=reader().locale)


def euro(amount: float) -> str:
    """€ 0,0123: four digits where two would say nothing."""
    small = 0 < abs(amount) < 1
    pattern = reader().locale.currency_formats["standard"].pattern
    digits = pattern.replace("0.00", "0.0000") if small else pattern
    return format_currency(
        amount + 0.0, "EUR", format=digits, locale=reader().locale, currency_digits=False
    )


def whole_day(text: str) -> str:
    """24 November 2026"""
    return format_date(date.fromisoformat(text), "long", locale=reader().locale)


def took(seconds: float) -> str:
    """120 ms, 1,4 s"""
    if seconds < 1:
        return _say(MILLISECONDS) % {"n": number(seconds * 1000)}
    told = format_decimal(seconds, format="#,##0.#", locale=reader().locale)
    return _say(SECONDS) % {"n": told}


def timetable(schedule: str) -> str:
    """When a timer runs; the schedule itself where it says more than these words can."""
    _, minutes, hours, day, month, weekdays = schedule.split()
    first, _, last = hours.partition("-")
    often = _how_often(minutes, "*" if last else hours)
    if not often or (day, month) != ("*", "*") or weekdays not in ("*", WORKING_DAYS):
        return schedule
    if last:
        span = {"first": f"{int(first):02d}:00", "last": f"{int(last) + 1:02d}:00"}
        often = _say(BETWEEN) % {"often": often, **span}
    return _say(ON_WORKING_DAYS) % {"often": often} if weekdays == WORKING_DAYS else often


def _how_often(minutes: str, hours: str) -> str:
    """Empty where there is no word for it."""
    several = minutes.split(",")
    if minutes.startswith("*/") and hours == "*":
        return _say(EVERY_MINUTES) % {"n": minutes[2:]}
    if len(several) > 1 and hours == "*":
        return _say(TIMES_AN_HOUR) % {"n": len(several)}
    if not minutes.isdigit():
        return ""
    if hours == "*":
        return _say(EVERY_HOUR)
    if hours.startswith("*/"):
        return _say(EVERY_HOURS) % {"n": hours[2:]}
    if hours.isdigit():
        return _say(EVERY_DAY) % {"at": f"{int(hours):02d}:{int(minutes):02d}"}
    return ""


def _say(message: str) -> str:
    return reader().catalogue.gettext(message)


FILTERS = {
    "function_name": function_name,
    "cost_part": cost_part,
    "store_class": store_class,
    "number": number,
    "share": share,
    "euro": euro,
    "took": took,
    "whole_day": whole_day,
    "timetable": timetable,
}
