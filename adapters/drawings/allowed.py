"""What may occur in a floor drawing; anything else is dropped or refused by `sanitise.py`."""

from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS: Final = _words(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs symbol use "
    "clipPath mask linearGradient radialGradient stop pattern image"
)
GEOMETRY: Final = _words(
    "id d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height points transform viewBox rotate "
    "preserveAspectRatio pathLength textLength lengthAdjust gradientUnits gradientTransform offset "
    "spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits "
    "maskContentUnits version"
)
PRESENTATION: Final = _words(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility "
    "font-family font-size font-weight font-style font-variant text-anchor text-decoration "
    "dominant-baseline letter-spacing word-spacing clip-path clip-rule mask paint-order "
    "vector-effect shape-rendering text-rendering stop-color stop-opacity overflow"
)
ATTRIBUTES: Final = GEOMETRY | PRESENTATION
LINKING: Final = frozenset({"use", "linearGradient", "radialGradient", "pattern"})
PICTURES: Final = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,")

# Left out without a word: editors write them and nobody sees them.
SILENT_TAGS: Final = frozenset({"metadata", "namedview"})
SILENT_ATTRIBUTES: Final = frozenset({"class", "role", "lang", "space", "label", "baseProfile"})

LARGEST: Final = 8 * 1024 * 1024
MOST_NODES: Final = 60_000
DEEPEST: Final = 60
