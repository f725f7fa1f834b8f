"""Finding elements in a rendered page by the few kinds of selector that the tests use."""

import re

from lxml import html

STEP = re.compile(r"(?P<tag>[a-z0-9]*)(?P<kind>[.#\[]?)(?P<name>[\w-]*)(='(?P<value>[^']*)')?\]?")


def select(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Elements for `tag`, `.class`, `#id`, `[name]`, `[name='value']`, a tag before one of them, or a path of such."""
    path = "".join(f"//{_step(step)}" for step in selector.split())
    found = tree.xpath(f".{path}")
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, html.HtmlElement)]


def _step(step: str) -> str:
    match = STEP.fullmatch(step)
    assert match is not None, step
    tag, name, value = match["tag"] or "*", match["name"], match["value"]
    match match["kind"]:
        case ".":
            return f"{tag}[contains(concat(' ', @class, ' '), ' {name} ')]"
        case "#":
            return f"{tag}[@id='{name}']"
        case "[":
            return f"{tag}[@{name}]" if value is None else f"{tag}[@{name}='{value}']"
        case _:
            return tag
