"""GET /me/export and /people/{personId}/export: who gets what, and in which form."""

import json
from io import BytesIO
from zipfile import ZipFile

from domain.audit import Action
from tests.fakes import World
from tests.http.api.conftest import Api


def test_everyone_gets_their_own_data_as_a_zip(api: Api, world: World) -> None:
    answer = api("GET", "/me/export", headers={"Accept": "application/zip"})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert "ada" not in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as pack:
        assert json.loads(pack.read("person.json"))["id"] == "ada"
    assert world.audit.told == [(Action.PERSON_EXPORTED, "ada", "ada")]


def test_an_administrator_gets_anybodys_and_others_do_not(api: Api, world: World) -> None:
    assert api("GET", "/people/bob/export").status_code == 403
    assert api("GET", "/people/bob/export", who="fay").status_code == 403
    answer = api("GET", "/people/bob/export", who="adm")
    with ZipFile(BytesIO(answer.content)) as pack:
        assert json.loads(pack.read("about.json"))["person"] == "bob"
    assert world.audit.told == [(Action.PERSON_EXPORTED, "adm", "bob")]


def test_of_somebody_unknown_there_is_nothing(api: Api) -> None:
    answer = api("GET", "/people/zoe/export", who="adm")
    assert answer.status_code in (400, 404) and answer.json()["code"] == "unknown-person"


def test_a_client_that_takes_no_zip_is_told(api: Api) -> None:
    assert api("GET", "/me/export", headers={"Accept": "text/html"}).status_code == 406
