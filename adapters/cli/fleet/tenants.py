"""Which municipalities there are: one parameter file each, and in which ring each is deployed."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?")
TEXT = re.compile(r"^param (\w+) = '((?:[^'\\]|\\.)*)'\s*$", re.MULTILINE)
FIRST_RING = "all"


class FleetProblem(Exception):
    """The files do not say what is to be done; the text says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """`name` is that of the file; `group` and `subscription` say where it lives; no subscription is az's own."""

    name: str
    file: Path
    group: str
    location: str
    subscription: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Those that are deployed together, after the rings before it went well."""

    name: str
    tenants: tuple[Tenant, ...]


class _Ring(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    tenants: list[str] | None = None


class _Fleet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rings: list[_Ring]
    subscriptions: dict[str, str] = {}
    groups: dict[str, str] = {}


def names_in(infra: Path) -> list[str]:
    """Of the municipalities that have a file."""
    files = sorted((infra / "tenants").glob("*.bicepparam"))
    return [file.stem for file in files if not file.name.startswith("_")]


def read_tenant(infra: Path, name: str, *, subscription: str = "", group: str = "") -> Tenant:
    """Raises FleetProblem where it has no file or the file does not say where."""
    file = infra / "tenants" / f"{name}.bicepparam"
    if not NAME.fullmatch(name) or not file.is_file():
        raise FleetProblem(f"There is no {file}; make it with: tenant new")
    location = dict(TEXT.findall(file.read_text("utf-8"))).get("location")
    if not location:
        raise FleetProblem(f"{file} does not say its location")
    group = group or f"rg-vrijplek-{name}"
    return Tenant(name=name, file=file, group=group, location=location, subscription=subscription)


def read_fleet(infra: Path) -> tuple[Ring, ...]:
    """The rings of `infra/fleet.yaml`; one ring without that file. A ring that names nobody takes whoever no ring names."""
    names = names_in(infra)
    told = _told(infra / "fleet.yaml")
    named = [name for ring in told.rings for name in ring.tenants or ()]
    if gone := sorted({*named, *told.subscriptions, *told.groups} - {*names, "default"}):
        raise FleetProblem(f"fleet.yaml names {', '.join(gone)}, without a file in tenants/")
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise FleetProblem(f"fleet.yaml has {', '.join(twice)} in two rings")
    rest = [name for name in names if name not in named]
    rings = []
    for ring in told.rings:
        chosen = rest if ring.tenants is None else ring.tenants
        rest = [] if ring.tenants is None else rest
        rings.append(Ring(name=ring.name, tenants=tuple(_tenants(infra, chosen, told))))
    if rest:
        raise FleetProblem(f"No ring of fleet.yaml has {', '.join(rest)}")
    return tuple(ring for ring in rings if ring.tenants)


def _told(file: Path) -> _Fleet:
    if not file.is_file():
        return _Fleet(rings=[_Ring(name=FIRST_RING)])
    try:
        return _Fleet.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise FleetProblem(f"{file}: {error}") from error


def _tenants(infra: Path, names: Iterable[str], told: _Fleet) -> Iterable[Tenant]:
    for name in names:
        subscription = told.subscriptions.get(name, told.subscriptions.get("default", ""))
        yield read_tenant(infra, name, subscription=subscription, group=told.groups.get(name, ""))


def fingerprint(infra: Path, tenant: Tenant, package: Path | None) -> str:
    """Of everything that a deployment of it is made of: what was done with the same need not be done again."""
    files = [infra / "main.bicep", *sorted((infra / "modules").glob("*.bicep"))]
    files += [*sorted(infra.glob("*.bicep")), infra / "tenants" / "_base.bicepparam", tenant.file]
    files += [*sorted((infra / "queries").glob("*"))]
    digest = hashlib.sha256(f"{tenant.group} {tenant.subscription}".encode())
    for file in [*files, *([package] if package else [])]:
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
