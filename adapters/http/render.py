"""From a page dataclass to HTML: its fields are the template's variables, all of them and nothing else.

The reader (language, zone) comes from `i18n.reader.reading`, inside which a page must be rendered.
"""

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.http.form_tokens import FormTokens
from adapters.http.i18n import audit, exchange, formats, operations, privacy, words
from adapters.http.i18n.reader import reader

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The one Jinja environment: strict, escaping, speaking through the reader's catalogue."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", FormTokens],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        lambda message: reader().catalogue.gettext(message),
        lambda one, many, n: reader().catalogue.ngettext(one, many, n),
        newstyle=True,
    )
    env.filters.update(formats.FILTERS)
    env.filters.update(words.FILTERS)
    env.filters.update(privacy.FILTERS)
    env.filters.update(audit.FILTERS)
    env.filters.update(exchange.FILTERS)
    env.filters.update(operations.FILTERS)
    return env


def render(template: str, page: "DataclassInstance") -> str:
    """The template filled with the page's fields."""
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    return environment().get_template(template).render(context)
