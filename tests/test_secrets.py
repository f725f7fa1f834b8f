"""No secret shows itself where something that holds it is printed: in a traceback, in a failed assertion, in a log."""

import pytest

from adapters.identity.client import Registration
from application.codes import Code
from application.identity import Begun, SealingKey
from application.set_code import HandedOut
from domain.ids import PersonId
from domain.sessions import Session
from tests.builders import NOW, a_person

WORD = "zqsecret"
HOLDERS = (
    Registration(client_id="us", public_url="https://us.example", secret=WORD, key=WORD),
    SealingKey(id="k1", key=WORD.encode(), begins_at=NOW),
    Session(person=PersonId("ada"), version=0, signed_in_at=NOW, seen_at=NOW, csrf=WORD),
    Begun(address="https://issuer.example", name="plek-start", sealed=WORD),
    HandedOut(person=a_person("ada"), code=WORD),
    Code(scrambled=WORD),
)


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda each: type(each).__name__)
def test_a_secret_is_not_printed(holder: object) -> None:
    assert WORD not in repr(holder)
