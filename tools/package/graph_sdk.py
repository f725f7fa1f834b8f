"""Which modules of the Graph SDK can be loaded: 16,741 files are installed, a few hundred are used.

Begins at graph_sdk.txt: what the tests of adapters/graph load, every call of it made (`python -m tests.package.traced`
writes it). From there it follows what the modules import, except where a function
- leads on to another place of the API (properties and `by_…`: those that we use were loaded in the tests),
- reads an answer into models (`create_from_discriminator_value`, `get_field_deserializers`): we read answers ourselves
  (docs/adr/0025), only errors are followed to the end.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

TRACED = Path(__file__).with_name("graph_sdk.txt")
READS = {"create_from_discriminator_value", "get_field_deserializers"}
ERRORS = "msgraph.generated.models.o_data_errors."


def reachable(site_packages: Path, roots: frozenset[str] | None = None) -> frozenset[str]:
    """Files under `site_packages` of every module that can be loaded, the packages above them among them."""
    waiting = set(traced() if roots is None else roots)
    seen, files = set[str](), set[str]()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        if place := _place(site_packages, module):
            files.add(place.relative_to(site_packages).as_posix())
            waiting |= set(imports(place, module))
        waiting |= {module.rpartition(".")[0]} - {""}
    return frozenset(files)


def traced() -> frozenset[str]:
    """The modules that were loaded while every call of the adapter was made."""
    return frozenset(TRACED.read_text("utf-8").split())


def imports(place: Path, module: str) -> Iterator[str]:
    """Modules of the SDK that this one may load, itself or while a kept function of it runs."""
    package = module if place.name == "__init__.py" else module.rpartition(".")[0]
    errors = module.startswith(ERRORS)
    for node in _kept(ast.parse(place.read_bytes()), errors=errors):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if _of_the_sdk(each.name))
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(package, node)
            if _of_the_sdk(base):
                yield base
                yield from (f"{base}.{each.name}" for each in node.names)


def _kept(node: ast.AST, *, errors: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.FunctionDef) and _left_alone(child, errors=errors):
            continue
        yield child
        yield from _kept(child, errors=errors)


def _left_alone(function: ast.FunctionDef, *, errors: bool) -> bool:
    if function.name in READS:
        return not errors
    leads_on = any(ast.unparse(each) == "property" for each in function.decorator_list)
    return leads_on or function.name.startswith("by_")


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _of_the_sdk(module: str) -> bool:
    return module.partition(".")[0] == "msgraph"


def _place(site_packages: Path, module: str) -> Path | None:
    path = site_packages.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if each.is_file()), None)
