"""Checks a floor drawing: talks to nothing, rebuilds the SVG from an allow-list with lxml.

Rules:
- Refused whole: document types and entities, more than 8 MB, 60,000 nodes or 60 levels, no viewBox, not SVG.
- Reported with their line: tags and attributes outside the allow-list, and links that leave the file.
- Left out quietly: comments, processing instructions, editors' own namespaces, `class`.
- `style="…"` becomes presentation attributes, because pages forbid inline styles.
The browser shows the drawing as an image, where scripts never run; this is the second wall, not the only one.
"""

import math
import re
from dataclasses import dataclass, field
from typing import Final, cast

from lxml import etree

from adapters.drawings.allowed import (
    ATTRIBUTES,
    DEEPEST,
    LARGEST,
    LINKING,
    MOST_NODES,
    PICTURES,
    PRESENTATION,
    SILENT_ATTRIBUTES,
    SILENT_TAGS,
    SVG,
    TAGS,
    XLINK_HREF,
)
from application.generation import CheckedDrawing

DEFAULT: Final = cast("dict[str, str]", {None: SVG})
NO_BOX: Final = (0.0, 0.0, 0.0, 0.0)
_LOCAL_URL: Final = re.compile(r"url\(\s*(['\"]?)#[\w.-]+\1\s*\)")
_LOCAL: Final = re.compile(r"#[\w.-]+")


def check_drawing(raw: bytes) -> CheckedDrawing:
    """The drawing rebuilt from what is allowed, with its viewBox and everything found wrong."""
    if len(raw) > LARGEST:
        return _refused(1, "the drawing is larger than 8 MB")
    try:
        root = etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        return _refused(error.lineno or 1, f"not well-formed XML: {error.msg}")
    if root.getroottree().docinfo.internalDTD is not None or any(
        isinstance(node, etree._Entity) for node in root.iter()
    ):
        return _refused(1, "document types and entities are not allowed")
    if etree.QName(root).localname != "svg" or etree.QName(root).namespace != SVG:
        return _refused(1, f'the root must be <svg xmlns="{SVG}">')
    if fault := _too_much(root):
        return _refused(1, fault)
    rebuild = _Rebuild()
    clean = rebuild.element(root)
    box = _box(root.get("viewBox", ""))
    if box == NO_BOX:
        rebuild.findings.append(
            (1, 'a viewBox="x y width height" with a positive size is required')
        )
    etree.cleanup_namespaces(clean)
    text = etree.tostring(clean, encoding="unicode") + "\n"
    return CheckedDrawing(svg=text, box=box, findings=tuple(sorted(rebuild.findings)))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refused(line: int, message: str) -> CheckedDrawing:
    return CheckedDrawing(svg="", box=NO_BOX, findings=((line, message),))


def _too_much(root: etree._Element) -> str | None:
    level = [root]
    nodes = 0
    for _ in range(DEEPEST):
        nodes += len(level)
        if nodes > MOST_NODES:
            return f"the drawing has more than {MOST_NODES} elements"
        level = [child for node in level for child in node]
        if not level:
            return None
    return f"the drawing is nested more than {DEEPEST} levels deep"


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        x, y, width, height = (float(each) for each in text.replace(",", " ").split())
    except ValueError:
        return NO_BOX
    whole = all(math.isfinite(each) for each in (x, y, width, height))
    return (x, y, width, height) if whole and width > 0 and height > 0 else NO_BOX


@dataclass(slots=True)
class _Rebuild:
    """A walk over the drawing that copies what is allowed and notes what is not."""

    findings: list[tuple[int, str]] = field(default_factory=list)

    def element(self, source: etree._Element) -> etree._Element:
        name = etree.QName(source)
        clean = etree.Element(f"{{{SVG}}}{name.localname}", nsmap=DEFAULT)
        for attribute, value in source.attrib.items():
            self._attribute(clean, str(attribute), str(value), _line(source))
        clean.text = source.text
        for child in source:
            self._child(clean, child)
        return clean

    def _child(self, parent: etree._Element, child: etree._Element) -> None:
        name = etree.QName(child)
        if name.namespace == SVG and name.localname in TAGS:
            copy = self.element(child)
            copy.tail = child.tail
            parent.append(copy)
            return
        if name.namespace == SVG and name.localname not in SILENT_TAGS:
            self._note(_line(child), f"<{name.localname}> is not allowed in a drawing")

    def _attribute(self, clean: etree._Element, name: str, value: str, line: int) -> None:
        tag = etree.QName(clean).localname
        if name in ("href", XLINK_HREF):
            self._link(clean, tag, value, line)
        elif name == "style":
            self._style(clean, value, line)
        elif name in ATTRIBUTES:
            if self._stays_here(name, value, line):
                clean.set(name, value)
        elif not name.startswith("{") and not _silent(name):
            self._note(line, f"the attribute {name} is not allowed on <{tag}>")

    def _link(self, clean: etree._Element, tag: str, value: str, line: int) -> None:
        local = tag in LINKING and _LOCAL.fullmatch(value.strip())
        picture = tag == "image" and value.strip().startswith(PICTURES)
        if local or picture:
            clean.set("href", value.strip())
        else:
            self._note(line, f"<{tag}> links outside the drawing")

    def _style(self, clean: etree._Element, value: str, line: int) -> None:
        for declaration in value.split(";"):
            name, _, content = declaration.partition(":")
            name, content = name.strip(), content.strip()
            if name in PRESENTATION and content and self._stays_here(name, content, line):
                clean.set(name, content)

    def _stays_here(self, name: str, value: str, line: int) -> bool:
        if "url(" not in _LOCAL_URL.sub("", value.lower()) and "\\" not in value:
            return True
        self._note(line, f"{name} refers to something outside the drawing")
        return False

    def _note(self, line: int, message: str) -> None:
        self.findings.append((line, message))


def _line(node: etree._Element) -> int:
    # The stubs say Ellipsis where lxml gives a number or None.
    return cast("int | None", node.sourceline) or 1


def _silent(name: str) -> bool:
    return name in SILENT_ATTRIBUTES or name.startswith(("data-", "aria-"))
