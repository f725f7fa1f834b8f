"""A drawing that could run, load or overflow anything is not stored; an ordinary one is left as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.drawings.allowed import ATTRIBUTES, SVG, TAGS
from adapters.drawings.sanitise import check_drawing

OPEN = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">'
PIXEL = "data:image/png;base64,iVBORw0KGgo="

ATTACKS = [
    "<script>alert(1)</script>",
    '<script href="https://evil.example/x.js"/>',
    '<rect onload="alert(1)"/>',
    '<g onclick="alert(1)"><rect/></g>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<a xlink:href="https://evil.example/"><rect/></a>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>',
    '<image href="https://evil.example/x.png"/>',
    '<image xlink:href="//evil.example/x.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    '<image href="data:text/html,x"/>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<use xlink:href="data:image/svg+xml,x#a"/>',
    '<rect fill="url(https://evil.example/x)"/>',
    '<rect fill="URL( //evil.example/x )"/>',
    '<rect style="fill:url(https://evil.example/x)"/>',
    '<rect style="fill:u\\72l(https://evil.example/x)"/>',
    "<style>@import url(https://evil.example/x.css);</style>",
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<filter id="f"><feImage href="https://evil.example/x"/></filter>',
    '<handler type="text/javascript">alert(1)</handler>',
    '<linearGradient id="g" href="https://evil.example/x#g"/>',
    '<iframe src="https://evil.example/"/>',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_reported_on_its_line_and_is_gone_from_the_copy(attack: str) -> None:
    drawing = check_drawing(f"{OPEN}\n{attack}\n</svg>".encode())
    assert [line for line, _ in drawing.findings][:1] == [2]
    assert not re.search(r"evil|alert|script|data:text|svg\+xml", drawing.svg, re.IGNORECASE)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not well-formed"),
        (b"<svg", "not well-formed"),
        (b"GIF89a", "not well-formed"),
        (b'<svg viewBox="0 0 1 1"/>', "the root must be"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "the root must be"),
        (f'<svg xmlns="{SVG}"/>'.encode(), "viewBox"),
        (f'<svg xmlns="{SVG}" viewBox="0 0 0 9"/>'.encode(), "viewBox"),
        (f'<svg xmlns="{SVG}" viewBox="0 0 nan inf"/>'.encode(), "viewBox"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPEN}<text>&a;</text></svg>'.encode(), "entities"),
        (f'<!DOCTYPE svg SYSTEM "file:///etc/passwd">{OPEN}</svg>'.encode(), "entities"),
        (f"{OPEN}{'<g>' * 100}{'</g>' * 100}</svg>".encode(), "levels deep"),
        (f"{OPEN}{'<g/>' * 60_001}</svg>".encode(), "more than 60000 elements"),
        (OPEN.encode() + b" " * (8 * 1024 * 1024) + b"</svg>", "larger than 8 MB"),
    ],
)
def test_a_drawing_is_refused_whole(raw: bytes, message: str) -> None:
    findings = check_drawing(raw).findings
    assert any(message in said for _, said in findings), findings


def test_an_ordinary_drawing_is_left_as_it_is() -> None:
    text = f'''<svg xmlns="{SVG}" viewBox="-5 0 100.5 80">
<title>Rez-de-chaussée &amp; cour</title>
<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
<g fill="url(#g)"><rect x="1" y="2" width="3" height="4"/><use href="#g"/></g>
<image href="{PIXEL}" width="1" height="1"/>
</svg>
'''
    drawing = check_drawing(text.encode())
    assert drawing.findings == ()
    assert drawing.svg == text
    assert drawing.box == (-5.0, 0.0, 100.5, 80.0)


def test_what_editors_leave_behind_goes_without_a_word() -> None:
    raw = (
        f'<?xml version="1.0"?><?xml-stylesheet href="x.css"?><!-- made by hand -->{OPEN}'
        "<metadata><x/></metadata>"
        '<g xmlns:ed="http://editor.example/" ed:layer="1" class="walls"><ed:view/><rect/></g></svg>'
    )
    drawing = check_drawing(raw.encode())
    assert drawing.findings == ()
    assert not re.search("editor|class|metadata|made by hand|stylesheet", drawing.svg)


def test_inline_styles_become_attributes_because_pages_forbid_them() -> None:
    raw = f'{OPEN}<rect style="fill: #123456; stroke-width:2; -ed-x: y"/></svg>'
    drawing = check_drawing(raw.encode())
    assert '<rect fill="#123456" stroke-width="2"/>' in drawing.svg


def test_checking_twice_changes_nothing_more() -> None:
    once = check_drawing(f'{OPEN}<g style="fill:red"><path d="M0 0"/></g></svg>'.encode())
    assert check_drawing(once.svg.encode()) == once


NAMES = st.sampled_from(
    ["rect", "g", "use", "script", "image", "style", "a", "animate", "text", "foreignObject"]
)
VALUES = st.sampled_from(
    ["1", "#a", "url(#a)", "url(x)", "javascript:x", "data:image/png;base64,AA", "//x", "\\75rl(x)"]
)
KEYS = st.sampled_from(
    ["fill", "href", "style", "onload", "id", "class", "xlink:href", "data-x", "src"]
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name, pairs = draw(NAMES), draw(st.dictionaries(KEYS, VALUES, max_size=3))
    inside = draw(st.lists(elements(depth - 1), max_size=2)) if depth else []
    attributes = "".join(f' {key}="{value}"' for key, value in pairs.items())
    return f"<{name}{attributes}>{''.join(inside)}</{name}>"


@given(st.lists(elements(), max_size=4))
def test_nothing_outside_the_allow_list_is_ever_in_the_copy(body: list[str]) -> None:
    drawing = check_drawing(f"{OPEN}{''.join(body)}</svg>".encode())
    for node in etree.fromstring(drawing.svg.encode()).iter():
        assert etree.QName(node).localname in TAGS
        for name, value in node.attrib.items():
            assert str(name) in ATTRIBUTES | {"href"}
            assert str(name) != "href" or str(value).startswith(("#", "data:image/png;base64,"))
            assert "url(x)" not in str(value)
