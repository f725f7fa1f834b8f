"""The privacy agreement in words: what each of its terms is called, what it says, and what a weakening means."""

from collections.abc import Mapping

from adapters.http.i18n.reader import reader
from adapters.http.i18n.words import message_id
from domain.pact import Announcement, weakens
from domain.privacy import NAMEABLE, Choice, Relation, Terms

TERMS: Mapping[str, str] = {
    "names": message_id("Who sees names on plans and in lists"),
    "choice": message_id("Personal choice"),
    "smallest_group": message_id("Smallest group in figures"),
    "keep_bookings_days": message_id("Bookings keep their names for"),
    "keep_plans_days": message_id("Work plans keep their names for"),
    "keep_audit_days": message_id("The record of who did what is kept for"),
    "presence": message_id("Whether a colleague can be reached now"),
}
WEAKER: Mapping[str, str] = {
    "names": message_id("Names are shown to more people."),
    "choice": message_id("There is less choice about one’s own name."),
    "smallest_group": message_id("Figures may be about smaller groups."),
    "keep_bookings_days": message_id("Bookings keep their names for longer."),
    "keep_plans_days": message_id("Work plans keep their names for longer."),
    "keep_audit_days": message_id("The record of who did what is kept for another length of time."),
    "presence": message_id("Whether somebody can be reached is shown beside their name."),
}
RELATIONS: Mapping[Relation, str] = {
    Relation.OWN_TEAM: message_id("Colleagues of the same team"),
    Relation.SAME_SITE: message_id("Colleagues at the same site, today only"),
    Relation.ON_DUTY: message_id("Reception, and first aiders at the site, today only"),
    Relation.EVERYONE: message_id("All colleagues"),
}
CHOICES: Mapping[Choice, str] = {
    Choice.OPT_IN: message_id("Names are hidden until their owner shows them"),
    Choice.OPT_OUT: message_id("Everyone may hide their own name"),
    Choice.FIXED: message_id("No choice: names are shown as agreed"),
}
NOBODY = message_id("Nobody")
SHOWN = message_id("Shown beside the name, today only, as Teams says it")
NOT_SHOWN = message_id("Not shown")
PEOPLE = message_id("%(n)s people")


def term(name: str) -> str:
    """What one of the terms is called."""
    return _say(TERMS[name])


def said(terms: Terms, name: str) -> str:
    """What one of the terms says."""
    match name:
        case "names":
            shown = [_say(RELATIONS[each]) for each in NAMEABLE if each in terms.names]
            return "; ".join(shown) or _say(NOBODY)
        case "choice":
            return _say(CHOICES[terms.choice])
        case "presence":
            return _say(SHOWN if terms.presence else NOT_SHOWN)
        case "smallest_group":
            return _say(PEOPLE) % {"n": terms.smallest_group}
        case _:
            return days(getattr(terms, name))


def days(number: int) -> str:
    """30 days"""
    return reader().catalogue.ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def relation(value: Relation) -> str:
    return _say(RELATIONS[value])


def choice(value: Choice) -> str:
    return _say(CHOICES[value])


def weakened(told: Announcement) -> list[str]:
    """A sentence for each of the terms that protects people less."""
    return [_say(WEAKER[name]) for name in weakens(told.old, told.new)]


def _say(message: str) -> str:
    return reader().catalogue.gettext(message)


FILTERS = {
    "term": term,
    "said": said,
    "in_days": days,
    "relation": relation,
    "choice": choice,
    "weakened": weakened,
}
