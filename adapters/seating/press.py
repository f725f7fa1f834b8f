"""Seating lists as HTML to be printed on A4, in black: one file that fetches nothing and runs nothing."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.seating.words import FORMATS, Tongue, catalogue
from domain.seating import SeatingList

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


class PrintedLists:
    """Meets Press."""

    def page(self, listed: SeatingList) -> bytes:
        spoken = listed.language if listed.language in FORMATS else "en"
        tongue = Tongue(language=spoken, zone=listed.zone)
        return _template(spoken).render(listed=listed, tongue=tongue).encode()


@cache
def _template(language: str) -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]  # added by the extension
        catalogue(language), newstyle=True
    )
    return made.get_template("list.html")
