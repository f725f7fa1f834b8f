"""Whatever a municipality's colour is, text on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.theme import contrast, from_hex, ramp, theme_css, to_hex

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(colours)
def test_white_text_reads_on_the_strong_steps_of_any_colour(brand: str) -> None:
    steps = ramp(brand)
    assert contrast(steps["500"], "#ffffff") >= 4.5
    assert contrast(steps["600"], "#ffffff") >= 4.5
    assert contrast(steps["700"], "#ffffff") >= 4.5


@given(colours)
def test_dark_ground_and_strong_text_read_on_the_tints(brand: str) -> None:
    steps = ramp(brand)
    assert contrast(steps["300"], "#121212") >= 7
    assert contrast(steps["600"], steps["50"]) >= 4.5


@given(colours)
def test_a_colour_survives_the_way_there_and_back(brand: str) -> None:
    assert to_hex(from_hex(brand)) == brand


def test_a_colour_that_reads_already_stays_as_it_is() -> None:
    assert ramp("#1d5fa8")["500"] == "#1d5fa8"


@pytest.mark.parametrize("brand", ["red", "#fff", "#12345", "#1234567", "#12345g", "url(x)", ""])
def test_only_a_plain_hex_colour_is_taken(brand: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        theme_css(brand)


def test_the_sheet_declares_the_ramp_and_the_hue() -> None:
    css = theme_css("#1f6b4f")
    assert css.startswith(":root{--org-accent-50:#") and "--org-hue:" in css
