"""Who somebody is, by the number on their badge and their personal code.

Whatever the number and whatever the code, the work is the same: one look, one hash, one write, one answer, and one line in the audit for each "no". The write is
conditional, and nothing is answered before it has come through: of many tries at once, in whatever processes, no more
are judged than may fail.
"""

from dataclasses import dataclass, replace

from application.codes import Code
from application.ports import Ports, Stale, Unavailable
from application.record import record
from domain.audit import Action
from domain.people import Person
from domain.pin import Judged, badge_number, code_digits, is_locked, judge
from domain.refusals import Refusal, Refused
from domain.when import Instant

ATTEMPTS = 8
LOCKED = "code-locked"
NOT_ACCEPTED = Refused(why=Refusal.CODE_NOT_ACCEPTED, rule="personal-code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """`must_change`: the code was handed out, and is good for choosing another one only."""

    person: Person
    badge: str
    must_change: bool


async def verify_code(ports: Ports, *, badge: str, code: str) -> Verified | Refused:
    """Whose number and code these are. Refused alike for an unknown number, a wrong code and one that must wait."""
    number, digits = badge_number(badge), code_digits(code)
    if number is None:
        return NOT_ACCEPTED
    tried, judged = await _tried(ports, number, digits)
    if not judged.accepted or tried.person is None:
        code = LOCKED if is_locked(judged.tries, now=ports.clock.now()) else NOT_ACCEPTED.why
        await record(ports, Action.CODE_FAILED, subject=tried.person, refused=code)
        return NOT_ACCEPTED
    person = await ports.people.find(tried.person)
    if person is None:
        return NOT_ACCEPTED
    return Verified(person=person, badge=number, must_change=tried.changes_until is not None)


async def _tried(ports: Ports, number: str, digits: str) -> tuple[Code, Judged]:
    """What was found under the number, and what the try counts as."""
    compared: dict[str, bool] = {}
    for _ in range(ATTEMPTS):
        kept = await ports.codes.find(number)
        found = kept.value if kept is not None else Code()
        if found.scrambled not in compared:
            compared[found.scrambled] = await ports.scrambler.fits(digits, found.scrambled)
        now = ports.clock.now()
        right = compared[found.scrambled] and _is_valid(found, now)
        judged = judge(found.tries, right=right, now=now)
        after = await _after(ports, found, judged, digits)
        try:
            await ports.codes.count(number, after, kept.version if kept is not None else None)
        except Stale:
            await ports.clock.pause(0.05 * ports.ids.jitter())
            continue
        return found, judged
    raise Unavailable("too many try this number at once")


def _is_valid(code: Code, now: Instant) -> bool:
    return code.changes_until is None or now < code.changes_until


async def _after(ports: Ports, code: Code, judged: Judged, digits: str) -> Code:
    """What is kept from now on; a hash made more cheaply than today's is made anew while the code is at hand."""
    if judged.accepted and ports.scrambler.is_outdated(code.scrambled):
        code = replace(code, scrambled=await ports.scrambler.scramble(digits))
    return replace(code, tries=judged.tries)
