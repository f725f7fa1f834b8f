"""What the code says of itself, read without running it: its timers, and the queues that wake it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def triggers() -> dict[str, str]:
    """Every function by name, with the kind of its trigger."""
    found = {}
    tree = ast.parse((ROOT / "function_app.py").read_text(encoding="utf-8"))
    for function in (node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)):
        calls = {
            call.func.attr: call
            for call in function.decorator_list
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        }
        kind = next(name for name in calls if name.endswith("_trigger"))
        name = calls["function_name"].args[0]
        if isinstance(name, ast.Constant):
            found[str(name.value)] = kind
    return found


def job_names() -> frozenset[str]:
    return frozenset(name for name, kind in triggers().items() if kind == "timer_trigger")


def connections() -> frozenset[str]:
    """The connections that the queue triggers name."""
    tree = ast.parse((ROOT / "function_app.py").read_text(encoding="utf-8"))
    return frozenset(
        str(keyword.value.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "queue_trigger"
        for keyword in call.keywords
        if keyword.arg == "connection" and isinstance(keyword.value, ast.Constant)
    )
