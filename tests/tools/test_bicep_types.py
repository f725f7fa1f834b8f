"""The maker of the table of Azure's types, on models as the azure-mgmt packages have them; those are not installed here."""

import json
import sys
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any, ClassVar

import pytest

from tools.bicep_types import KEPT, TABLE, Table, kept, place, snake


class Colour(Enum):
    RED = "Red"
    BLUE = "Blue"


class Wheel:
    """An older model.

    :ivar size: How large.
    """

    _attribute_map: ClassVar[dict[str, Any]] = {"size": {"key": "size", "type": "int"}}
    _validation: ClassVar[dict[str, Any]] = {"size": {"required": True}}


class Cart:
    """An older model, with a flattened one in it.

    :ivar colour: Known values are: "Red" and "Blue".
    :vartype colour: str or ~azure.mgmt.carts.models.Colour
    """

    _attribute_map: ClassVar[dict[str, Any]] = {
        "id": {"key": "id", "type": "str"},
        "colour": {"key": "properties.colour", "type": "str"},
        "wheels": {"key": "properties.wheels", "type": "[Wheel]"},
        "notes": {"key": "properties.notes", "type": "{str}"},
        "kind": {"key": "properties.odata\\.type", "type": "str"},
    }
    _validation: ClassVar[dict[str, Any]] = {"id": {"readonly": True}}


@pytest.fixture
def models() -> Iterator[None]:
    package = ModuleType("azure.mgmt.carts.models")
    for model in (Colour, Wheel, Cart):
        setattr(package, model.__name__, model)
        model.__module__ = "azure.mgmt.carts.models._models"
    sys.modules["azure.mgmt.carts.models"] = package
    yield
    del sys.modules["azure.mgmt.carts.models"]


@pytest.mark.usefixtures("models")
def test_an_older_model_becomes_what_is_sent() -> None:
    table = Table()
    assert table.add(Cart) == "carts.Cart"
    assert table.models["carts.Wheel"] == {
        "properties": {"size": {"type": "int", "required": True}}
    }
    assert table.models["carts.Cart"]["properties"] == {
        "id": {"type": "string", "readonly": True},
        "properties": {
            "object": {
                "properties": {
                    "colour": {"enum": ["Blue", "Red"]},
                    "wheels": {"array": {"model": "carts.Wheel"}},
                    "notes": {"map": {"type": "string"}},
                    "odata.type": {"type": "string"},
                }
            }
        },
    }


def test_a_property_is_put_where_its_path_says() -> None:
    made: dict[str, Any] = {"properties": {}}
    place(made, ["a", "b"], {"type": "int"})
    place(made, ["a", "c"], {"type": "bool"})
    inner = made["properties"]["a"]["object"]["properties"]
    assert inner == {"b": {"type": "int"}, "c": {"type": "bool"}}


def test_the_file_of_operations_is_found_by_their_name() -> None:
    assert snake("ScheduledQueryRulesOperations") == "scheduled_query_rules_operations"


def test_what_no_package_has_any_more_stays_in_the_table() -> None:
    resources, models = kept(json.loads(TABLE.read_text("utf-8")))
    assert resources.keys() == KEPT.keys()
    assert {resource["model"] for resource in resources.values()} <= models.keys()
