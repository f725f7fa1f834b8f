"""Makes tests/infra/types.json: what Azure's resources look like, taken from the models of the azure-mgmt packages.

The offline check of infra/ reads that file, so nobody needs the packages (50 MB) to run the tests. To renew it, or to add
a type: add it to RESOURCES, install the packages beside the project, run this, and read the difference.

    .venv/bin/python -m pip install --no-deps --target build/azure-models \
        azure-mgmt-web azure-mgmt-storage azure-mgmt-msi azure-mgmt-authorization azure-mgmt-resource-locks \
        azure-mgmt-loganalytics azure-mgmt-applicationinsights azure-mgmt-monitor azure-mgmt-consumption \
        azure-mgmt-network azure-mgmt-privatedns azure-mgmt-core azure-common isodate
    PYTHONPATH=build/azure-models .venv/bin/python -m tools.bicep_types

Each package speaks one version of its interface; where infra/ asks for another one, the check says which, and
docs/operations.md lists it as unproven. The models are Microsoft's, under the MIT licence.
"""

import importlib
import json
import re
import sys
import types
import typing
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent.parent / "tests" / "infra" / "types.json"
DEEPEST = 7  # models below a resource; deeper ones are said to be beyond the table
MGMT = "azure.mgmt."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a resource's model is. `read`: what comes back, where that is another model. `speaks`: the version, where
    the package does not say it in one place."""

    module: str
    model: str
    read: str = ""
    speaks: str = ""


def _of(module: str, model: str, read: str = "", speaks: str = "") -> Source:
    return Source(module=module, model=model, read=read, speaks=speaks)


RESOURCES = {
    "Microsoft.Authorization/locks": _of("resource.locks", "ManagementLockObject"),
    "Microsoft.Authorization/roleAssignments": _of(
        "authorization.v2022_04_01", "RoleAssignmentCreateParameters", "RoleAssignment"
    ),
    "Microsoft.Consumption/budgets": _of("consumption", "Budget"),
    "Microsoft.Insights/actionGroups": _of("monitor", "ActionGroupResource"),
    "Microsoft.Insights/components": _of(
        "applicationinsights.v2020_02_02", "ApplicationInsightsComponent"
    ),
    "Microsoft.Insights/metricAlerts": _of("monitor", "MetricAlertResource"),
    "Microsoft.Insights/scheduledQueryRules": _of("monitor", "ScheduledQueryRuleResource"),
    "Microsoft.Insights/webtests": _of("applicationinsights.v2022_06_15", "WebTest"),
    "Microsoft.ManagedIdentity/userAssignedIdentities": _of("msi.v2024_11_30", "Identity"),
    "Microsoft.Network/privateDnsZones": _of("privatedns", "PrivateZone"),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": _of(
        "privatedns", "VirtualNetworkLink"
    ),
    "Microsoft.Network/privateEndpoints": _of("network", "PrivateEndpoint"),
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": _of(
        "network", "PrivateDnsZoneGroup"
    ),
    "Microsoft.Network/virtualNetworks": _of("network", "VirtualNetwork"),
    "Microsoft.Network/virtualNetworks/subnets": _of("network", "Subnet"),
    "Microsoft.OperationalInsights/workspaces": _of("loganalytics", "Workspace"),
    "Microsoft.Storage/storageAccounts": _of(
        "storage", "StorageAccountCreateParameters", "StorageAccount"
    ),
    "Microsoft.Storage/storageAccounts/blobServices": _of("storage", "BlobServiceProperties"),
    "Microsoft.Storage/storageAccounts/blobServices/containers": _of("storage", "BlobContainer"),
    "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies": _of(
        "storage", "ImmutabilityPolicy"
    ),
    "Microsoft.Storage/storageAccounts/managementPolicies": _of("storage", "ManagementPolicy"),
    "Microsoft.Storage/storageAccounts/queueServices": _of("storage", "QueueServiceProperties"),
    "Microsoft.Storage/storageAccounts/queueServices/queues": _of("storage", "StorageQueue"),
    "Microsoft.Storage/storageAccounts/tableServices": _of("storage", "TableServiceProperties"),
    "Microsoft.Storage/storageAccounts/tableServices/tables": _of("storage", "Table"),
    "Microsoft.Web/serverfarms": _of("web", "AppServicePlan"),
    "Microsoft.Web/sites": _of("web", "Site"),
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": _of(
        "web", "CsmPublishingCredentialsPoliciesEntity"
    ),
    "Microsoft.Web/sites/certificates": _of("web", "Certificate"),
    "Microsoft.Web/sites/hostNameBindings": _of("web", "HostNameBinding"),
}
# What the newest package has no model of any more: taken once from an older one (azure-mgmt-monitor 6.0.2, its
# v2021_05_01_preview), under a name of its own for its models, and kept in the table from then on.
KEPT = {"Microsoft.Insights/diagnosticSettings": "diagnostics."}
# The operations whose requests say which version they speak, where a package holds several.
OPERATIONS = {
    "ActionGroupResource": "ActionGroupsOperations",
    "MetricAlertResource": "MetricAlertsOperations",
    "ScheduledQueryRuleResource": "ScheduledQueryRulesOperations",
}
PLAIN = {
    "str": "string",
    "int": "int",
    "long": "int",
    "float": "number",
    "Decimal": "number",
    "bool": "bool",
    "object": "any",
    "iso-8601": "string",
    "duration": "string",
    "date": "string",
    "rfc-1123": "string",
    "bytearray": "string",
    "base64": "string",
}


class Table:
    """Grows by every model that is asked for, and by those that it leads to."""

    def __init__(self) -> None:
        self.models: dict[str, Any] = {}
        self._deep: dict[str, int] = {}

    def add(self, model: type, depth: int = 0) -> str:
        name = f"{model.__module__.removeprefix(MGMT).split('.')[0]}.{model.__name__}"
        if depth > DEEPEST:
            self.models.setdefault(name, {"beyond": True})
            return name
        if self._deep.get(name, DEEPEST + 1) <= depth:
            return name
        self._deep[name] = depth
        self.models[name] = {}
        made = (
            self._old(model, depth) if hasattr(model, "_attribute_map") else self._new(model, depth)
        )
        self.models[name] = made
        return name

    def _new(self, model: type, depth: int) -> dict[str, Any]:
        models = sys.modules[model.__module__.rpartition(".")[0]]
        names = {**vars(models), **vars(sys.modules[model.__module__]), "_models": models}
        hints = typing.get_type_hints(model, globalns=names, localns={})
        properties: dict[str, Any] = {}
        for attribute, rest in vars_of(model).items():
            found = self._hint(hints[attribute], depth)
            if not optional(hints[attribute]):
                found["required"] = True
            if rest._visibility == ["read"]:
                found["readonly"] = True
            properties[rest._rest_name] = found
        made: dict[str, Any] = {"properties": properties}
        if mapping := getattr(model, "__mapping__", None):
            key = next(r._rest_name for r in vars_of(model).values() if r._is_discriminator)
            made["kinds"] = {"by": key, "models": self._kinds(mapping, depth)}
        return made

    def _kinds(self, mapping: dict[str, type], depth: int) -> dict[str, str]:
        return {
            str(getattr(key, "value", key)): self.add(kind, depth) for key, kind in mapping.items()
        }

    def _hint(self, hint: Any, depth: int) -> dict[str, Any]:
        arguments = [each for each in typing.get_args(hint) if each is not type(None)]
        origin = typing.get_origin(hint)
        if origin in (typing.Union, types.UnionType):
            enums = [
                each for each in arguments if isinstance(each, type) and issubclass(each, Enum)
            ]
            return enum_of(enums[0]) if enums else self._hint(arguments[0], depth)
        if origin is list:
            return {"array": self._hint(arguments[0], depth)}
        if origin is dict:
            return {"map": self._hint(arguments[1], depth)}
        if origin is typing.Literal:
            return {"enum": [str(getattr(each, "value", each)) for each in arguments]}
        if isinstance(hint, type) and issubclass(hint, Enum):
            return enum_of(hint)
        if isinstance(hint, type) and (
            hasattr(hint, "_is_model") or hasattr(hint, "_attribute_map")
        ):
            return {"model": self.add(hint, depth + 1)}
        return {
            "type": PLAIN.get(getattr(hint, "__name__", ""), "any" if hint is Any else "string")
        }

    def _old(self, model: Any, depth: int) -> dict[str, Any]:
        models = sys.modules[model.__module__.rpartition(".")[0]]
        made: dict[str, Any] = {"properties": {}}
        for attribute, wire in model._attribute_map.items():
            found = self._wire(wire["type"], models, depth)
            if (enum := documented_enum(model, attribute, models)) and found == {"type": "string"}:
                found = enum_of(enum)
            rules = model._validation.get(attribute, {})
            found |= {flag: True for flag in ("required", "readonly") if rules.get(flag)}
            place(made, re.split(r"(?<!\\)\.", wire["key"]), found)
        if mapping := getattr(model, "_subtype_map", None):
            (attribute, kinds), *_ = mapping.items()
            key = model._attribute_map[attribute]["key"].replace("\\.", ".")
            found_models = {name: getattr(models, kind) for name, kind in kinds.items()}
            made["kinds"] = {"by": key, "models": self._kinds(found_models, depth)}
        return made

    def _wire(self, wire: str, models: Any, depth: int) -> dict[str, Any]:
        if wire.startswith("["):
            return {"array": self._wire(wire[1:-1], models, depth)}
        if wire.startswith("{"):
            return {"map": self._wire(wire[1:-1], models, depth)}
        if wire in PLAIN:
            return {"type": PLAIN[wire]}
        found = getattr(models, wire)
        return enum_of(found) if issubclass(found, Enum) else {"model": self.add(found, depth + 1)}


def place(made: dict[str, Any], path: list[str], found: dict[str, Any]) -> None:
    """Puts a property where its path says: a flattened model lies within its parent."""
    name = path[0].replace("\\.", ".")
    if len(path) == 1:
        made["properties"][name] = found
        return
    inner = made["properties"].setdefault(name, {"object": {"properties": {}}})
    place(inner["object"], path[1:], found)


def vars_of(model: Any) -> dict[str, Any]:
    model.__new__(model)  # a model learns its own fields when it is first made
    return dict(model._attr_to_rest_field)


def optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def enum_of(enum: type[Enum]) -> dict[str, Any]:
    return {"enum": sorted(str(each.value) for each in enum)}


def documented_enum(model: Any, attribute: str, models: Any) -> type[Enum] | None:
    """Older models say only in words which strings a property takes."""
    found = re.search(rf":(?:var|)type {attribute}:\s+str or\s+~[\w.]+\.(\w+)", model.__doc__ or "")
    enum = getattr(models, found[1], None) if found else None
    return enum if isinstance(enum, type) and issubclass(enum, Enum) else None


def spoken(source: Source) -> str:
    """The version of the interface that a package's model belongs to."""
    if found := re.search(r"\.v(\d{4})_(\d{2})_(\d{2})$", source.module):
        return "-".join(found.groups())
    package = importlib.import_module(MGMT + source.module)
    folder = Path(package.__path__[0])
    if operations := OPERATIONS.get(source.model):
        text = (folder / "operations" / f"_{snake(operations)}.py").read_text(encoding="utf-8")
    else:
        text = (folder / "_configuration.py").read_text(encoding="utf-8")
        if not re.search(r'"\d{4}-\d{2}-\d{2}"', text):
            text = "".join(
                each.read_text(encoding="utf-8")
                for each in sorted(folder.glob("operations/_*operations.py"))
            )
    versions = re.findall(r'"(\d{4}-\d{2}-\d{2})"', text)
    return str(max(versions))


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def distribution(module: str) -> str:
    return "azure-mgmt-" + (
        "resource-locks" if module.startswith("resource") else module.split(".")[0]
    )


def kept(before: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resources, and the models, that stay as they were in the table."""
    prefixes = tuple(KEPT.values())
    models = {n: model for n, model in before["models"].items() if n.startswith(prefixes)}
    return {name: before["resources"][name] for name in KEPT}, models


def main() -> None:
    """Writes the table, and says how large it is."""
    table, resources = Table(), {}
    for name, source in RESOURCES.items():
        models = importlib.import_module(MGMT + source.module + ".models")
        resources[name] = {
            "from": f"{distribution(source.module)} {version(distribution(source.module))}",
            "version": spoken(source),
            "model": table.add(getattr(models, source.model)),
            "read": table.add(getattr(models, source.read or source.model)),
        }
    kept_resources, kept_models = kept(json.loads(TABLE.read_text(encoding="utf-8")))
    resources = dict(sorted((resources | kept_resources).items()))
    table.models |= kept_models
    lines = [
        json.dumps({key: value}, sort_keys=True)[1:-1]
        for key, value in sorted(table.models.items())
    ]
    head = json.dumps({"made by": "tools/bicep_types.py", "resources": resources}, indent=1)
    TABLE.write_text(
        head[:-2] + ',\n "models": {\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8"
    )
    print(
        f"{len(resources)} resources, {len(table.models)} models, {TABLE.stat().st_size // 1000} kB"
    )


if __name__ == "__main__":
    main()
