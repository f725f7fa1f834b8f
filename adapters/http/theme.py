"""A municipality's colour: one hex value becomes a ramp of eight steps that always reads well.

- Steps keep the hue; lightness is chosen in OKLCH, so that two municipalities' steps look equally strong.
- Step 500 carries white text (4.9 : 1), and so reads as text on our tinted ground; step 300 does the same on dark
  ground. Tints have little chroma.
- Output is style sheet text with our own `--org-…` names; nothing of the input is copied into it.
"""

import math
import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-fA-F]{6}")
TINTS = {"50": (0.975, 0.010), "100": (0.945, 0.025), "200": (0.885, 0.055), "300": (0.800, 0.095)}
WHITE_TEXT = 4.9


@dataclass(frozen=True, slots=True)
class Colour:
    """OKLCH: lightness 0 to 1, chroma 0 to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def theme_css(brand: str) -> str:
    """The style sheet of one brand colour, `#rrggbb`. Raises ValueError for anything else."""
    steps = ramp(brand)
    lines = "".join(f"--org-accent-{name}:{value};" for name, value in steps.items())
    return f":root{{{lines}--org-hue:{from_hex(brand).hue:.1f}}}\n"


def ramp(brand: str) -> dict[str, str]:
    """Step name to hex, light to dark."""
    base = from_hex(brand)
    steps = {
        name: to_hex(Colour(light, min(chroma, base.chroma), base.hue))
        for name, (light, chroma) in TINTS.items()
    }
    strong = _readable(base, WHITE_TEXT)
    steps["400"] = to_hex(
        _readable(Colour(min(base.lightness + 0.06, 0.7), base.chroma, base.hue), 4.5)
    )
    steps["500"] = to_hex(strong)
    steps["600"] = to_hex(Colour(strong.lightness * 0.86, strong.chroma * 0.95, strong.hue))
    steps["700"] = to_hex(Colour(strong.lightness * 0.70, strong.chroma * 0.85, strong.hue))
    return steps


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: Colour, ratio: float) -> Colour:
    """The lightest shade, no lighter than `colour`, on which white text has `ratio`."""
    lightness = colour.lightness
    while (
        lightness > 0
        and contrast(to_hex(Colour(lightness, colour.chroma, colour.hue)), "#ffffff") < ratio
    ):
        lightness -= 0.005
    return Colour(lightness, colour.chroma, colour.hue)


def from_hex(value: str) -> Colour:
    """OKLCH of `#rrggbb`."""
    if not HEX.fullmatch(value):
        raise ValueError(f"{value!r} is not a colour of the form #rrggbb")
    red, green, blue = _linear(value)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Colour(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Colour) -> str:
    """`#rrggbb` of an OKLCH colour, clipped to what a screen can show."""
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in (red, green, blue))


def _gamma(part: float) -> float:
    clipped = min(max(part, 0.0), 1.0)
    return 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055


def _linear(value: str) -> tuple[float, float, float]:
    parts = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _luminance(value: str) -> float:
    red, green, blue = _linear(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
