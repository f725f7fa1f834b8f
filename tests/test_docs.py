"""What the documents promise is there: files, commands, and the form of decisions."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.settings import Settings
from application.show_health import OF_EXCHANGE
from application.show_mailboxes import Condition

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "docs" / "upgrade.md",
    ROOT / "docs" / "operations.md",
    ROOT / "docs" / "exchange.md",
    ROOT / "docs" / "privacy.md",
    ROOT / "docs" / "security.md",
    ROOT / "docs" / "install.md",
    ROOT / "infra" / "README.md",
    *DECISIONS,
)
SECTIONS = ["Context", "Decision", "Consequences", "Enforced by"]
LONGEST_DECISION = 60  # lines: one page

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
NAMED = re.compile(r"`((?:adapters|application|domain|infra|tests|tools|\.ci)/[\w./-]*)`")
TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_somewhere(document: Path) -> None:
    dead = [
        target for target in LINK.findall(text(document)) if not (document.parent / target).exists()
    ]
    assert dead == []


def test_every_command_in_the_documents_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {a or b for document in DOCUMENTS for a, b in TARGET.findall(text(document))}
    assert named
    assert named - targets == set()


def test_every_control_names_a_module_and_a_test_that_are_there() -> None:
    named = NAMED.findall(text(ROOT / "docs" / "security.md"))
    assert any(name.startswith("tests/") for name in named)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_setting_is_explained_to_operators() -> None:
    operations = text(ROOT / "docs" / "operations.md")
    names = [field.alias for field in Settings.model_fields.values()]
    assert [name for name in names if f"`{name}`" not in operations] == []


def test_every_state_of_a_mailbox_and_every_job_of_exchange_is_explained_to_operators() -> None:
    exchange = text(ROOT / "docs" / "exchange.md")
    names = [*Condition, *OF_EXCHANGE]
    assert [name for name in names if f"`{name}`" not in exchange] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_four_sections_on_one_page(decision: Path) -> None:
    lines = text(decision).splitlines()
    assert re.findall(r"^## (.+)$", text(decision), re.MULTILINE) == SECTIONS
    assert len(lines) <= LONGEST_DECISION
    assert lines[0].startswith(f"# {decision.name[:4]} ")
    assert re.search(r"\*\*.+\*\*", text(decision), re.DOTALL), "the line people will quote"


def test_decisions_are_numbered_without_a_gap_and_all_in_the_index() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
    index = text(ROOT / "docs" / "adr" / "README.md")
    assert [path.name for path in DECISIONS if f"({path.name})" not in index] == []
