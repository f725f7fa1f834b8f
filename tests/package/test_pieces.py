"""The pieces that the package is made with, each alone."""

import marshal
import types
from pathlib import Path

import pytest

from tests.package.inside import ROOT
from tools.package.archive import compiled, write
from tools.package.ours import left_out, patterns
from tools.package.prune import loaded


def test_what_is_compiled_is_what_was_written() -> None:
    code = compiled("a/b.py", b"x = {'one', 'two'}\n")
    assert code is not None
    module = marshal.loads(code[16:])
    assert isinstance(module, types.CodeType)
    assert module.co_filename == "a/b.py"
    assert compiled("template.py", b"{{ name }} = ?") is None


def test_the_order_of_the_files_is_not_the_order_of_the_disk(tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_text("x = 1\n")
    write(tmp_path / "1.zip", {"b.py": source, "a.txt": source})
    write(tmp_path / "2.zip", {"a.txt": source, "b.py": source})
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "stays_here"),
    [
        ("tests/test_docs.py", True),
        ("tools/package/build.py", True),
        ("infra/main.bicep", True),
        (".github/workflows/infra.yml", True),
        ("SECURITY.md", True),
        ("adapters/cli/demo/x.py", False),
        ("adapters/http/app.py", False),
        ("function_app.py", False),
        ("requirements.txt", False),
    ],
)
def test_funcignore_says_what_stays_here(name: str, stays_here: bool) -> None:
    assert left_out(name, patterns(ROOT)) == stays_here


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        ("babel/locale-data/nl_BE.dat", True),
        ("babel/locale-data/root.dat", True),
        ("babel/locale-data/en_150.dat", True),
        ("babel/locale-data/sv.dat", False),
        ("babel/locale-data/nds.dat", False),
        ("babel/global.dat", True),
        ("msgraph/generated/models/event.py", True),
        ("msgraph/generated/models/team.py", False),
        ("icalendar/tests/test_x.py", False),
        ("lxml/includes/etree.h", False),
        ("certifi/cacert.pem", True),
    ],
)
def test_what_is_never_loaded_stays_here(name: str, goes: bool) -> None:
    assert loaded(name, of_graph={"msgraph/generated/models/event.py"}) == goes
