"""The audit in the reader's words: what was done, and what came of it."""

from collections.abc import Mapping

from adapters.http.i18n.reader import reader
from adapters.http.i18n.words import message_id
from domain.audit import Action, Outcome

ACTIONS: Mapping[Action, str] = {
    Action.BOOKING_MADE: message_id("Booking made"),
    Action.BOOKING_MADE_BY_OVERRIDE: message_id("Booking made against the rules"),
    Action.BOOKING_CHANGED: message_id("Booking changed"),
    Action.BOOKING_CHANGED_BY_OVERRIDE: message_id("Booking changed against the rules"),
    Action.BOOKING_CANCELLED: message_id("Booking cancelled"),
    Action.BOOKING_RELEASED: message_id("Booking released"),
    Action.BOOKING_CHECKED_IN: message_id("Checked in at a place"),
    Action.BOOKING_CHECKED_OUT: message_id("Checked out of a place"),
    Action.BOOKING_ACCEPTED: message_id("Room accepted the booking"),
    Action.BOOKING_DECLINED: message_id("Room declined the booking"),
    Action.MUNICIPALITY_IMPORTED: message_id("Municipality imported"),
    Action.PLACE_CLOSED: message_id("Place closed, bookings moved"),
    Action.PLACE_CHANGED: message_id("Place changed"),
    Action.DAY_REPAIRED: message_id("Day’s books repaired"),
    Action.SIGNED_IN: message_id("Signed in to Vrijplek"),
    Action.SIGNED_OUT: message_id("Signed out of Vrijplek"),
    Action.SIGNED_OUT_EVERYWHERE: message_id("Signed out everywhere"),
    Action.SIGN_IN_REFUSED: message_id("Sign-in refused"),
    Action.PERSONS_MERGED: message_id("Two entries made one person"),
    Action.PROFILE_CHANGED: message_id("Privacy agreement changed"),
    Action.PROFILE_PROPOSED: message_id("Privacy agreement proposed"),
    Action.PROFILE_CONFIRMED: message_id("Privacy agreement confirmed"),
    Action.PROFILE_WITHDRAWN: message_id("Privacy proposal withdrawn"),
    Action.PERSON_LOOKED_UP: message_id("Person looked up"),
    Action.PERSON_EXPORTED: message_id("Person’s data exported"),
    Action.PERSON_ERASED: message_id("Person erased"),
    Action.KIOSK_UNLOCKED: message_id("Kiosk unlocked"),
    Action.KIOSK_LOCKED: message_id("Kiosk locked"),
    Action.CODE_SET: message_id("Personal code set"),
    Action.CODE_HANDED_OUT: message_id("Personal code handed out"),
    Action.CODE_FAILED: message_id("Wrong personal code"),
    Action.AUDIT_EXPORTED: message_id("Audit log exported"),
    Action.CALENDAR_LOOKED_AT: message_id("Room’s calendar read on request"),
    Action.CALENDAR_COMPARED: message_id("Room’s calendar compared on request"),
    Action.CALENDAR_REPAIRED: message_id("Room’s calendar repaired on request"),
    Action.SUBSCRIPTION_REMADE: message_id("Notifications of a room ordered anew"),
    Action.FUSE_LIFTED: message_id("Fuse of a room lifted"),
    Action.COPY_MADE: message_id("Copy of everything made by hand"),
    Action.COPY_READ: message_id("Copy read and checked"),
    Action.RESTORE_BEGUN: message_id("Restore of a copy begun"),
    Action.RESTORE_DONE: message_id("Copy restored"),
    Action.MAINTENANCE_BEGUN: message_id("Maintenance begun"),
    Action.MAINTENANCE_ENDED: message_id("Maintenance ended"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DONE: message_id("Done"),
    Outcome.REFUSED: message_id("Refused"),
    Outcome.FAILED: message_id("Failed"),
}


def act(action: Action) -> str:
    return reader().catalogue.gettext(ACTIONS[action])


def outcome(value: Outcome) -> str:
    return reader().catalogue.gettext(OUTCOMES[value])


FILTERS = {"act": act, "outcome": outcome}
