"""The privacy pact over HTTP: everyone reads it, two administrators weaken it, each person says their own word."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import World
from tests.http.api.conftest import Api

TERMS = {
    "namesShownTo": ["own-team", "on-duty"],
    "personalChoice": "opt-out",
    "smallestGroup": 5,
    "keepBookingsDays": 30,
    "keepPlansDays": 30,
    "keepAuditDays": 365,
    "presenceShown": False,
}


def put(api: Api, who: str = "adm", seen: str = "*", **changes: Any) -> Any:
    return api(
        "PUT", "/privacy-profile", who=who, headers={"If-Match": seen}, json={**TERMS, **changes}
    )


def confirm(api: Api, who: str = "ben", seen: str = "") -> Any:
    headers = {"If-Match": seen or api("GET", "/privacy-profile").headers["ETag"]}
    return api("POST", "/privacy-profile/confirmations", who=who, headers=headers)


def pact(api: Api, who: str = "ada") -> Any:
    return api("GET", "/privacy-profile", who=who).json()


def test_everyone_reads_the_pact_before_anybody_decided(api: Api) -> None:
    assert pact(api) == {
        "version": 1,
        "since": None,
        "proposedBy": None,
        "confirmedBy": None,
        "terms": TERMS,
        "proposal": None,
        "announcement": None,
    }
    assert api("GET", "/privacy-profile", who="").status_code == 401


def test_what_protects_more_holds_at_once_and_says_who_decided(api: Api) -> None:
    answer = put(api, smallestGroup=10, namesShownTo=[])
    assert answer.status_code == 200
    assert answer.json() == pact(api)
    assert answer.json()["version"] == 2
    assert answer.json()["terms"]["namesShownTo"] == []
    assert answer.json()["proposedBy"] == {"id": "adm", "name": "Adm"}
    assert answer.json()["proposal"] is None and answer.json()["announcement"] is None


def test_what_protects_less_waits_for_a_second_administrator_and_is_announced(
    api: Api, world: World
) -> None:
    proposed = put(api, namesShownTo=["everyone"], keepAuditDays=30)
    assert proposed.json()["terms"] == TERMS
    assert proposed.json()["proposal"]["weakens"] == ["namesShownTo", "keepAuditDays"]
    assert pact(api)["announcement"] == {
        "since": None,
        "weakens": ["namesShownTo", "keepAuditDays"],
    }
    own = confirm(api, "adm")
    assert own.status_code == 403 and own.json()["code"] == "needs-another-person"
    assert pact(api)["terms"] == TERMS
    done = confirm(api, seen=proposed.headers["ETag"])
    assert done.status_code == 200
    assert done.json()["terms"]["namesShownTo"] == ["everyone"]
    assert [done.json()[name]["id"] for name in ("proposedBy", "confirmedBy")] == ["adm", "ben"]
    assert done.json()["announcement"]["since"] is not None
    world.clock.advance(timedelta(days=14))
    assert pact(api)["announcement"] is None


def test_who_confirms_confirms_what_they_saw(api: Api) -> None:
    seen = put(api, namesShownTo=["own-team", "same-site", "on-duty"]).headers["ETag"]
    put(api, namesShownTo=["everyone"])
    for unseen in (seen, "*"):
        stale = confirm(api, seen=unseen)
        assert stale.status_code == 412 and stale.json()["code"] == "changed-meanwhile"
    assert pact(api)["terms"] == TERMS


@pytest.mark.parametrize("seen", ['"7"', '"x"', 'W/"0"', '"0", "1"', '"-1"'])
def test_a_change_names_the_revision_that_is_there(api: Api, seen: str) -> None:
    assert put(api, seen=seen, smallestGroup=9).status_code == 412


def test_a_change_without_a_revision_is_not_made(api: Api) -> None:
    for method, path in (
        ("PUT", "/privacy-profile"),
        ("POST", "/privacy-profile/confirmations"),
        ("DELETE", "/privacy-profile/proposal"),
    ):
        assert api(method, path, who="adm", json=TERMS).status_code == 428


@pytest.mark.parametrize("who", ["ada", "lea", "fay"])
def test_only_administrators_change_it(api: Api, who: str) -> None:
    assert put(api, who, smallestGroup=9).json()["code"] == "not-allowed"
    put(api, namesShownTo=["everyone"])
    assert confirm(api, who).json()["code"] == "not-allowed"
    gone = api("DELETE", "/privacy-profile/proposal", who=who, headers={"If-Match": "*"})
    assert gone.status_code == 403
    assert pact(api)["proposal"] is not None


def test_a_proposal_can_be_withdrawn_once(api: Api) -> None:
    put(api, namesShownTo=["everyone"])
    gone = api("DELETE", "/privacy-profile/proposal", who="ben", headers={"If-Match": "*"})
    assert gone.status_code == 200 and gone.json()["proposal"] is None
    again = api("DELETE", "/privacy-profile/proposal", who="ben", headers={"If-Match": "*"})
    assert again.status_code == 409 and again.json()["code"] == "no-proposal"
    assert confirm(api).json()["code"] == "no-proposal"


@pytest.mark.parametrize(
    "changes",
    [
        {"namesShownTo": ["self"]},
        {"namesShownTo": "everyone"},
        {"personalChoice": "never"},
        {"smallestGroup": 2},
        {"smallestGroup": "5"},
        {"keepAuditDays": 29},
        {"keepBookingsDays": 0},
        {"surprise": True},
    ],
)
def test_what_no_terms_can_say_is_refused(api: Api, changes: dict[str, Any]) -> None:
    assert put(api, **changes).status_code == 400


def test_ones_own_word_is_kept_and_taken_back(api: Api, world: World) -> None:
    def mine() -> Any:
        return api("GET", "/me/privacy").json()

    assert mine() == {"personalChoice": "opt-out", "said": "unsaid", "hidden": False}
    said = api("PUT", "/me/privacy", json={"said": "hide"})
    assert said.json() == {"personalChoice": "opt-out", "said": "hide", "hidden": True} == mine()
    api("PUT", "/me/privacy", json={"said": "unsaid"})
    assert mine()["hidden"] is False
    assert api("PUT", "/me/privacy", json={"said": "perhaps"}).status_code == 400


def test_ones_word_counts_only_where_the_terms_leave_a_choice(api: Api) -> None:
    put(api, personalChoice="fixed")
    confirm(api)
    refused = api("PUT", "/me/privacy", json={"said": "hide"})
    assert refused.status_code == 409 and refused.json()["code"] == "no-choice"
    assert api("PUT", "/me/privacy", json={"said": "unsaid"}).status_code == 200


def test_showing_who_can_be_reached_takes_two_and_not_showing_it_takes_one(api: Api) -> None:
    assert put(api, presenceShown=True).json()["proposal"]["weakens"] == ["presenceShown"]
    assert confirm(api).json()["terms"]["presenceShown"] is True
    assert put(api, presenceShown=False).json()["terms"]["presenceShown"] is False
