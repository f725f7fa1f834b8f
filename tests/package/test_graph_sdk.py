"""Which modules of a Graph SDK are followed, on a small one."""

from pathlib import Path

import pytest

from tools.package.graph_sdk import reachable

SDK = {
    "msgraph/__init__.py": "from .client import Client",
    "msgraph/client.py": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .generated.only_for_types import Nobody
class Client:
    @property
    def teams(self):
        from .generated.teams.teams_request_builder import TeamsRequestBuilder
    def by_user_id(self, id):
        from .generated.users.item import user_request_builder
    async def get(self):
        from .generated.models.o_data_errors.o_data_error import ODataError
        from .generated.models.event import Event
""",
    "msgraph/generated/models/event.py": """
from .entity import Entity
class Event(Entity):
    def get_field_deserializers(self):
        from .attendee import Attendee
    def serialize(self, writer):
        from .body import Body
""",
    "msgraph/generated/models/entity.py": "",
    "msgraph/generated/models/attendee.py": "",
    "msgraph/generated/models/body.py": "",
    "msgraph/generated/models/o_data_errors/o_data_error.py": """
class ODataError:
    def get_field_deserializers(self):
        from .main_error import MainError
""",
    "msgraph/generated/models/o_data_errors/main_error.py": "",
    "msgraph/generated/only_for_types.py": "",
    "msgraph/generated/teams/teams_request_builder.py": "",
    "msgraph/generated/users/item/user_request_builder.py": "import msgraph.generated.shared",
    "msgraph/generated/shared.py": "",
}


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    for name, text in SDK.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def found(sdk: Path, *roots: str) -> set[str]:
    return {Path(name).stem for name in reachable(sdk, frozenset(roots))}


def test_what_is_imported_while_it_loads_or_calls_is_followed(sdk: Path) -> None:
    assert {"client", "event", "entity", "body"} <= found(sdk, "msgraph.client")


def test_the_packages_above_a_module_are_loaded_with_it(sdk: Path) -> None:
    assert "__init__" in found(sdk, "msgraph.generated.models.entity")


def test_an_error_is_read_to_its_end_and_an_answer_is_not(sdk: Path) -> None:
    names = found(sdk, "msgraph.client")
    assert "main_error" in names
    assert "attendee" not in names


def test_places_of_the_api_that_no_test_goes_to_are_left_out(sdk: Path) -> None:
    names = found(sdk, "msgraph.client")
    assert names.isdisjoint({"teams_request_builder", "user_request_builder", "only_for_types"})


def test_a_place_that_a_test_goes_to_comes_with_what_it_needs(sdk: Path) -> None:
    names = found(sdk, "msgraph.generated.users.item.user_request_builder")
    assert {"user_request_builder", "shared"} <= names
