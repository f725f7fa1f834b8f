"""The table of Azure's types (types.json, made by tools/bicep_types.py), and whether what is asked for fits it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("types.json")
# What Azure knows by where a resource is declared, and what Bicep takes out before it asks.
BY_BICEP = {"name", "parent", "scope", "dependsOn"}
FROM_ABOVE = {"id", "type", "systemData", "etag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    resources: Mapping[str, Any]
    models: Mapping[str, Any]

    def at(self, resource: str, path: tuple[str, ...]) -> Mapping[str, Any] | None:
        """The type of something within the properties of a resource that is there; None if there is no such thing."""
        if resource not in self.resources:
            return None
        found: Mapping[str, Any] | None = {"model": self.resources[resource]["read"]}
        for name in ("properties", *path):
            found = self.properties(found).get(name) if found else None
        return found

    def properties(self, kind: Mapping[str, Any], value: Any = None) -> Mapping[str, Any]:
        model = kind.get("object") or self.models.get(kind.get("model", ""), {})
        own: Mapping[str, Any] = model.get("properties", {})
        kinds = model.get("kinds")
        if kinds and isinstance(value, Mapping) and value.get(kinds["by"]) in kinds["models"]:
            chosen = kinds["models"][value[kinds["by"]]]
            return {**own, **self.models[chosen].get("properties", {})}
        return own

    def misfits(self, resource: str, body: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with a body, as a path and a sentence."""
        if resource not in self.resources:
            yield f"{resource} is no type of resource that the table knows"
            return
        asked = {key: value for key, value in body.items() if key not in BY_BICEP}
        yield from self._model({"model": self.resources[resource]["model"]}, asked, "")

    def _model(self, kind: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{path or 'it'} is an object, not {value!r}"
            return
        model = kind.get("object") or self.models[kind["model"]]
        if model.get("beyond"):
            yield f"{path} is beyond the table: raise DEEPEST in tools/bicep_types.py"
            return
        known = self.properties(kind, value)
        if "kinds" in model and value.get(model["kinds"]["by"]) not in model["kinds"]["models"]:
            yield f"{path}.{model['kinds']['by']} is none of {', '.join(sorted(model['kinds']['models']))}"
        for name, each in value.items():
            where = f"{path}.{name}".removeprefix(".")
            if name not in known:
                yield f"there is no {where}: {_near(name, known)}"
            elif each is not None and known[name].get("readonly"):
                yield f"{where} is Azure's to say, not ours"
            elif each is not None:
                yield from self._fit(known[name], each, where)
        for name, each in known.items():
            needed = (
                each.get("required")
                and not each.get("readonly")
                and name not in FROM_ABOVE | BY_BICEP
            )
            if needed and value.get(name) is None:
                yield f"{f'{path}.{name}'.removeprefix('.')} is missing"

    def _fit(self, kind: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
        if "model" in kind or "object" in kind:
            yield from self._model(kind, value, path)
        elif "array" in kind:
            if not isinstance(value, list):
                yield f"{path} is a list, not {value!r}"
                return
            for number, each in enumerate(value):
                yield from self._fit(kind["array"], each, f"{path}[{number}]")
        elif "map" in kind:
            if not isinstance(value, Mapping):
                yield f"{path} is an object, not {value!r}"
                return
            for name, each in value.items():
                yield from self._fit(kind["map"], each, f"{path}.{name}")
        elif "enum" in kind:
            if value not in kind["enum"]:
                yield f"{path} is {value!r}, which is none of {', '.join(kind['enum'])}"
        elif not _is(kind["type"], value):
            yield f"{path} is a {kind['type']}, not {value!r}"


def _is(kind: str, value: Any) -> bool:
    if kind == "any":
        return True
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, int | float if kind == "number" else int)


def _near(name: str, known: Mapping[str, Any]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"perhaps {close[0]}" if close else f"known are {', '.join(sorted(known)) or 'none'}"


@cache
def types() -> Types:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return Types(resources=table["resources"], models=table["models"])
