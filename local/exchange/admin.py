"""The same door for another process: `POST /admin/{what}` with the arguments as JSON does what `Exchange.{what}` does.

Times and days are ISO text. Besides: `GET /admin/log`, `POST /admin/knobs` (name to value), `POST /admin/faults` (the
arguments of `Faults.add`), `DELETE /admin/faults`, `DELETE /admin/log`, `GET /admin/mails`, `GET /admin/now`.
"""

import inspect
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

from local.exchange.control import Exchange
from local.exchange.errors import GraphError
from local.exchange.items import Mailbox
from local.exchange.subscriptions import Subscription

ACTS = frozenset(
    {
        *("add_user", "add_room", "add_equipment", "add_place", "suspend", "policy"),
        *("book", "book_days", "add_series", "add_weekly", "move", "change", "change_occurrence"),
        *(
            "delete_occurrence",
            "cancel",
            "delete",
            "post_directly",
            "respond",
            "approve",
            "decline",
        ),
        *("move_to_folder", "event", "events", "view", "copy_in", "property_of"),
        *("kill_delta_links", "subscriptions", "lifecycle", "advance", "settle", "tick"),
    }
)
_MOMENTS = ("start", "end")
_DAYS = ("day", "first", "last")


async def administer(exchange: Exchange, method: str, what: str, body: Any) -> tuple[int, Any]:
    """A status and what to answer."""
    arguments: dict[str, Any] = body if isinstance(body, dict) else {}
    try:
        match method, what:
            case "GET", "log":
                return 200, [_shown(each) for each in exchange.log.entries]
            case "DELETE", "log":
                exchange.log.clear()
                return 200, None
            case "GET", "mails":
                return 200, exchange.mails
            case "GET", "now":
                return 200, exchange.clock.now().isoformat()
            case "POST", "knobs":
                _turn(exchange, arguments)
                return 200, None
            case "POST", "faults":
                exchange.faults.add(**arguments)
                return 200, None
            case "DELETE", "faults":
                exchange.faults.clear()
                return 200, None
            case "POST", name if name in ACTS:
                return 200, await _act(exchange, name, arguments)
    except GraphError as error:
        return error.status, {"code": error.code, "message": error.message}
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return 400, {"message": str(error)}
    return 404, {"message": "See local/exchange/admin.py."}


async def _act(exchange: Exchange, name: str, arguments: dict[str, Any]) -> Any:
    result = getattr(exchange, name)(**{key: _read(key, each) for key, each in arguments.items()})
    if inspect.isawaitable(result):
        result = await result
    return _shown(result)


def _turn(exchange: Exchange, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        getattr(exchange.knobs, name)
        setattr(exchange.knobs, name, value)


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DAYS else value


def _shown(value: Any) -> Any:
    match value:
        case Mailbox():
            return {
                "id": value.id,
                "address": value.address,
                "name": value.name,
                "kind": value.kind,
            }
        case Subscription():
            return value.shown()
        case datetime() | date():
            return value.isoformat()
        case list() | tuple():
            return [_shown(each) for each in value]
        case dict():
            return {str(key): _shown(each) for key, each in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _shown(asdict(value))
        case _:
            return value
