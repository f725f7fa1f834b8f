"""The zip, byte by byte the same from the same files: sorted, one time stamp, compiled against no clock."""

import importlib._bootstrap_external as loading
import importlib.util
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

PACKAGES = ".python_packages/lib/site-packages"
"""Where the worker of Azure Functions looks for packages."""
STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say; nothing compares it
READABLE = 0o100644 << 16
LEVEL = 6


def write(target: Path, files: Mapping[str, Path]) -> None:
    """Writes `files` and what they compile to."""
    if sys.version_info[:2] != (3, 13):
        raise SystemExit("compile with Python 3.13: the worker runs what is compiled for it only")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in _contents(files):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is packed
            entry.external_attr = READABLE
            packed.writestr(entry, content, compresslevel=LEVEL)


def _contents(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    for name in sorted(files):
        content = files[name].read_bytes()
        yield name, content
        if name.endswith(".py") and (code := compiled(name, content)):
            yield cached(name), code


def cached(name: str) -> str:
    """Where Python looks for what `name` compiles to."""
    path = PurePosixPath(name)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


def compiled(name: str, content: bytes) -> bytes | None:
    """The module's code, tied to its source by a hash that nobody checks: the zip is never changed in place, and
    a time stamp would differ from one unpacking to the next. None: not meant for this Python (a template, say)."""
    try:
        code = compile(content, name, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError):
        return None
    digest = importlib.util.source_hash(content)
    return bytes(loading._code_to_hash_pyc(code, digest, False))  # type: ignore[attr-defined]  # as py_compile does
