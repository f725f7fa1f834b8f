"""A template and the dataclass that fills it name the same things; what is planted wrong is found."""

from dataclasses import fields
from typing import Any

import pytest
from jinja2 import meta

from adapters.http.pages import codes, kiosk
from adapters.http.pages.audit import AuditLog
from adapters.http.pages.error import ErrorPage
from adapters.http.pages.health import HealthPage
from adapters.http.pages.operations import OperationsPage
from adapters.http.pages.plan import PlaceFragment, PlanPage
from adapters.http.pages.privacy import OwnPage, SettingsPage
from adapters.http.pages.signed_out import SignedOutPage
from adapters.http.render import TEMPLATES, environment

PAGES: tuple[tuple[str, type[Any]], ...] = (
    ("plan.html", PlanPage),
    ("_place.html", PlaceFragment),
    ("error.html", ErrorPage),
    ("privacy.html", OwnPage),
    ("privacy_settings.html", SettingsPage),
    ("audit.html", AuditLog),
    ("health.html", HealthPage),
    ("operations.html", OperationsPage),
    ("signed_out.html", SignedOutPage),
    ("codes.html", codes.CodesPage),
    ("qr.html", codes.SheetPage),
    ("kiosk.html", kiosk.KioskPage),
    ("kiosk_unlock.html", kiosk.UnlockPage),
    ("kiosk_unlocked.html", kiosk.UnlockedPage),
    ("turn.html", kiosk.TurnPage),
    ("new_code.html", kiosk.NewCodePage),
    ("scanned.html", kiosk.ScannedPage),
    ("at_place.html", kiosk.AtPlacePage),
)


def names_in(template: str) -> set[str]:
    """The variables that a template needs from outside, with those of what it extends and includes."""
    source = (TEMPLATES / template).read_text("utf-8")
    tree = environment().parse(source)
    others = (each for each in meta.find_referenced_templates(tree) if each is not None)
    return meta.find_undeclared_variables(tree).union(*(names_in(each) for each in others))


@pytest.mark.parametrize(("template", "page"), PAGES)
def test_a_page_and_its_template_name_the_same_things(template: str, page: type[Any]) -> None:
    assert names_in(template) == {field.name for field in fields(page)}


def test_every_template_belongs_to_a_page() -> None:
    reached: set[str] = set()

    def follow(template: str) -> None:
        reached.add(template)
        tree = environment().parse((TEMPLATES / template).read_text("utf-8"))
        for each in meta.find_referenced_templates(tree):
            if each is not None and each not in reached:
                follow(each)

    for template, _ in PAGES:
        follow(template)
    assert reached == {path.name for path in TEMPLATES.glob("*.html")}


def test_no_template_carries_style_script_or_unescaped_text() -> None:
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text("utf-8")
        assert ' style="' not in source and " onclick" not in source, path.name
        assert "<style" not in source and "| safe" not in source, path.name
        assert source.count("<script") == source.count('<script type="module" src='), path.name
