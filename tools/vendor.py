"""Copies the third-party style sheets that the pages use out of node_modules into a folder that git ignores.

`python -m tools.vendor [--from node_modules]` writes adapters/http/static/vendor/:
- `nlds.css`: the NL Design System components of COMPONENTS in `@layer vendor`, after those tokens of the theme that
  they use, directly or through one another; the theme's accent ramp is renamed to our `--org-accent-…`;
- `licences/`: the licence of each package; `manifest.json`: version and SHA-256 of every source and of the result.
Versions are pinned by package.json and package-lock.json.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "adapters/http/static/vendor"
THEME = ("@nl-design-system-unstable/voorbeeld-design-tokens", "dist/theme.css")
COMPONENTS = (
    ("@nl-design-system-candidate/button-css", "dist/button.css"),
    ("@nl-design-system-candidate/heading-css", "dist/heading.css"),
    ("@nl-design-system-candidate/link-css", "dist/link.css"),
    ("@nl-design-system-candidate/skip-link-css", "dist/skip-link.css"),
    ("@utrecht/form-label-css", "dist/index.min.css"),
    ("@utrecht/select-css", "dist/index.min.css"),
    ("@utrecht/table-css", "dist/index.min.css"),
    ("@utrecht/textbox-css", "dist/index.min.css"),
)
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")
REFERENCE = re.compile(r"var\(\s*(--[\w-]+)")
ACCENT = re.compile(r"--voorbeeld-kleuren-violet-(\d+)")


def used_tokens(theme: str, css: str) -> dict[str, str]:
    """The theme's declarations that `css` refers to, directly or through other declarations."""
    declared = dict(DECLARATION.findall(theme))
    wanted, found = set(REFERENCE.findall(css)), dict[str, str]()
    while wanted:
        name = wanted.pop()
        if name in declared and name not in found:
            found[name] = declared[name].strip()
            wanted.update(REFERENCE.findall(found[name]))
    return found


def token_sheet(tokens: dict[str, str]) -> str:
    """The tokens as one rule. The accent ramp is not declared: the municipality's theme does that."""
    lines = (
        f"{name}:{ACCENT.sub(r'--org-accent-\1', value)};"
        for name, value in sorted(tokens.items())
        if not ACCENT.fullmatch(name) and "url(" not in value
    )
    return "@layer vendor{:root{" + "".join(lines) + "}}\n"


def component_sheet(sources: list[str]) -> str:
    """The components in their layer, so that our own rules win whatever their specificity."""
    bodies = (re.sub(r"/\*.*?\*/|@charset [^;]+;", "", text, flags=re.DOTALL) for text in sources)
    return "@layer vendor{" + "".join(body.strip() for body in bodies) + "}\n"


def vendor(modules: Path, output: Path) -> Path:
    """Write the folder afresh; its manifest's path. Raises FileNotFoundError where a package is not installed."""
    components = [(modules / package / file).read_text("utf-8") for package, file in COMPONENTS]
    theme = (modules / THEME[0] / THEME[1]).read_text("utf-8")
    sheet = token_sheet(used_tokens(theme, "".join(components))) + component_sheet(components)
    shutil.rmtree(output, ignore_errors=True)
    (output / "licences").mkdir(parents=True)
    (output / "nlds.css").write_text(sheet, "utf-8")
    sources = [_source(modules, output, package, file) for package, file in (THEME, *COMPONENTS)]
    manifest = {"sources": sources, "result": {"nlds.css": _hash(output / "nlds.css")}}
    path = output / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    return path


def _source(modules: Path, output: Path, package: str, file: str) -> dict[str, str]:
    """One row of the manifest; keeps the package's licence too."""
    folder = modules / package
    about = json.loads((folder / "package.json").read_text("utf-8"))
    name = package.replace("@", "").replace("/", "--")
    shutil.copy(folder / "LICENSE.md", output / "licences" / f"{name}.md")
    return {
        "package": package,
        "version": about["version"],
        "licence": about["license"],
        "file": file,
        "sha256": _hash(folder / file),
    }


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--from", dest="modules", type=Path, default=ROOT / "node_modules")
    modules: Path = parser.parse_args().modules
    try:
        manifest = vendor(modules, OUTPUT)
    except FileNotFoundError as missing:
        print(f"{missing.filename} is missing: run `npm ci` first", file=sys.stderr)
        return 1
    print(f"style sheets vendored: {manifest.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
