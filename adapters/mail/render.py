"""Templates to text: subject, plain text and HTML of one letter."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from adapters.mail.letter import Letter
from adapters.mail.words import catalogue

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """`subject` is one line."""

    subject: str
    text: str
    html: str


@cache
def environment_of(language: str) -> Environment:
    """The templates, in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]  # added by the extension
        catalogue(language), newstyle=True
    )
    return made


def rendered(letter: Letter) -> Rendered:
    """The three texts of `letter`, in its language."""
    environment = environment_of(letter.language)
    subject, text, html = (
        environment.get_template(f"{letter.topic.value}/{name}").render(letter=letter)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return Rendered(subject=" ".join(subject.split()), text=text.strip() + "\n", html=html)
