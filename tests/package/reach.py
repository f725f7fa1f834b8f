"""Loads everything that the application can load; run in the unpacked package, alone with the standard library.

Every module of ours, and whatever is imported anywhere in one, inside functions too. Prints the files that were loaded
from somewhere else, and how many were loaded.
"""

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path.cwd()
OURS = ("adapters", "application", "domain")


def modules_of_ours() -> Iterator[tuple[str, Path]]:
    """Name and place of every module in the package."""
    yield "function_app", HERE / "function_app.py"
    for place in sorted(path for part in OURS for path in (HERE / part).rglob("*.py")):
        name = ".".join(place.relative_to(HERE).with_suffix("").parts)
        if place.name != "__main__.py":
            yield name.removesuffix(".__init__"), place


def imports(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Module and names of every import, but for those that only a type checker makes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from ((each.name, ()) for each in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module or "", tuple(each.name for each in child.names)
        else:
            yield from imports(child)


def load(module: str, names: tuple[str, ...]) -> None:
    """As the import statement does: a name is an attribute, or a module below."""
    found = importlib.import_module(module)
    for name in names:
        if not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")


for module, place in modules_of_ours():
    importlib.import_module(module)
    for wanted, names in imports(ast.parse(place.read_bytes())):
        load(wanted, names)

places = {
    str(file) for one in list(sys.modules.values()) if (file := getattr(one, "__file__", None))
}
standard = str(Path(ast.__file__).parent)
strangers = sorted(file for file in places if not file.startswith((str(HERE), standard)))
sys.stdout.write(json.dumps([len(sys.modules), strangers]))
