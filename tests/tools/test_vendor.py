"""Third-party style sheets: only what is used, in their own layer, the same each time."""

import hashlib
import json
from pathlib import Path

import pytest

from tools.vendor import component_sheet, token_sheet, used_tokens, vendor

MODULES = Path(__file__).parents[2] / "node_modules"
THEME = (
    ".theme{--a-color: var(--b-color);--b-color: var(--voorbeeld-kleuren-violet-500);"
    "--voorbeeld-kleuren-violet-500: #5b2b82;--unused: 1px;--picture: url(x.png);}"
)


def test_tokens_are_kept_that_are_used_directly_or_through_others() -> None:
    assert set(used_tokens(THEME, "p{color:var(--a-color)}")) == {
        "--a-color",
        "--b-color",
        "--voorbeeld-kleuren-violet-500",
    }


def test_the_accent_ramp_becomes_ours_and_is_left_to_the_municipality() -> None:
    sheet = token_sheet(used_tokens(THEME, "p{color:var(--a-color)}"))
    assert "--b-color:var(--org-accent-500);" in sheet
    assert "violet" not in sheet and "#5b2b82" not in sheet


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in token_sheet(used_tokens(THEME, "p{background:var(--picture)}"))


def test_components_lie_in_their_layer_without_comments() -> None:
    sheet = component_sheet(['@charset "utf-8";/* licence */.a{top:0}', ".b{top:0}"])
    assert sheet == "@layer vendor{.a{top:0}.b{top:0}}\n"


def test_the_folder_holds_the_sheet_every_licence_and_a_manifest_of_hashes(tmp_path: Path) -> None:
    manifest = json.loads(vendor(MODULES, tmp_path / "vendor").read_text("utf-8"))
    sheet = (tmp_path / "vendor/nlds.css").read_bytes()
    assert manifest["result"]["nlds.css"] == hashlib.sha256(sheet).hexdigest()
    assert len(manifest["sources"]) == len(list((tmp_path / "vendor/licences").iterdir()))
    assert {source["licence"] for source in manifest["sources"]} == {"EUPL-1.2"}
    assert b"url(" not in sheet and b".nl-button" in sheet


def test_a_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="button-css"):
        vendor(tmp_path, tmp_path / "vendor")
