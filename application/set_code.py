"""Giving a personal code: one chooses one's own, or is handed one that only lets one choose."""

from dataclasses import dataclass, field

from application.codes import Code
from application.ports import Ports, Stale, Unavailable
from application.record import record
from domain.audit import Action
from domain.ids import PersonId
from domain.people import Person, may_hand_out_code
from domain.pin import HANDED_OUT_LASTS, badge_number, code_digits, decide_code, handed_out_code
from domain.refusals import Refusal, Refused
from domain.when import later

ATTEMPTS = 5
BADGE_REFUSED = Refused(why=Refusal.BADGE_REFUSED, rule="badge-number")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSet:
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """`code` is told once, to whoever hands it out, and is kept nowhere."""

    person: Person
    code: str = field(repr=False)


async def set_code(
    ports: Ports, *, person: Person, badge: str, code: str, again: str
) -> CodeSet | Refused:
    """Choose one's own code, for the number on one's badge."""
    number, digits = badge_number(badge), code_digits(code)
    if number is None:
        return BADGE_REFUSED
    refused = decide_code(digits, code_digits(again), badge=number)
    if refused is not None:
        return refused
    chosen = Code(person=person.id, scrambled=await ports.scrambler.scramble(digits))
    if (taken := await _give(ports, number, chosen)) is not None:
        return taken
    await record(ports, Action.CODE_SET, actor=person.id, subject=person.id)
    return CodeSet(person=person.id)


async def hand_out_code(
    ports: Ports, *, actor: Person, person: PersonId, badge: str
) -> HandedOut | Refused:
    """Hand somebody a code that works for a week, and for choosing their own only; an earlier one works no more."""
    subject = await ports.people.find(person)
    if subject is None:
        return Refused(why=Refusal.UNKNOWN_PERSON, rule="person")
    if not may_hand_out_code(actor, subject):
        return Refused(why=Refusal.NOT_YOURS, rule="hand-out-codes")
    number = badge_number(badge)
    if number is None:
        return BADGE_REFUSED
    digits = handed_out_code(ports.ids.secret(), badge=number)
    handed = Code(
        person=subject.id,
        scrambled=await ports.scrambler.scramble(digits),
        changes_until=later(ports.clock.now(), HANDED_OUT_LASTS),
    )
    if (taken := await _give(ports, number, handed)) is not None:
        return taken
    await record(ports, Action.CODE_HANDED_OUT, actor=actor.id, subject=subject.id)
    return HandedOut(person=subject, code=digits)


async def _give(ports: Ports, number: str, code: Code) -> Refused | None:
    for _ in range(ATTEMPTS):
        kept = await ports.codes.find(number)
        if kept is not None and kept.value.person not in (None, code.person):
            return BADGE_REFUSED
        try:
            await ports.codes.give(number, code, kept.version if kept is not None else None)
        except Stale:
            continue
        return None
    raise Unavailable("too many use this number at once")
