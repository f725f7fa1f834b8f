"""What answers about privacy, figures and the audit look like; as in schemas.py."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, WithJsonSchema

from adapters.http.api.schemas import Out, PersonName, Text
from application.look_up import Looked
from application.show_mailboxes import Condition
from domain.audit import Action, Outcome
from domain.kinds import Kind
from domain.privacy import NAMEABLE, Choice, Preference


class PrivacyTerms(Out):
    """`namesShownTo`: on plans and in lists; `personalChoice`: what is left to each person; `smallestGroup`: how many
    people a figure must be about; `presenceShown`: whether one sees, beside a name, that a colleague can be reached; the
    rest are days after which names, or the log, are removed."""

    names_shown_to: list[
        Annotated[
            str,
            WithJsonSchema({"type": "string", "enum": [each.value for each in NAMEABLE]}),
        ]
    ]
    personal_choice: Choice
    smallest_group: int
    keep_bookings_days: int
    keep_plans_days: int
    keep_audit_days: int
    presence_shown: bool


class PrivacyProposal(Out):
    """`weakens`: the names of the terms in which it protects people less."""

    terms: PrivacyTerms
    proposed_by: PersonName | None
    at: AwareDatetime
    weakens: list[Text]


class PrivacyAnnouncement(Out):
    """What everyone is told. `since`: when it took effect; null while it is proposed."""

    since: AwareDatetime | None
    weakens: list[Text]


class PrivacyProfile(Out):
    """`version` 1 holds until somebody decides: then `since` and those who decided are null."""

    version: int
    since: AwareDatetime | None
    proposed_by: PersonName | None
    confirmed_by: PersonName | None
    terms: PrivacyTerms
    proposal: PrivacyProposal | None
    announcement: PrivacyAnnouncement | None


class MyPrivacy(Out):
    """`hidden`: whether colleagues are kept from seeing my name because of what I said, or did not say."""

    personal_choice: Choice
    said: Preference
    hidden: bool


class Lookup(Out):
    """Somebody with extra rights saw `what` of mine. `by`: null for who has left."""

    at: AwareDatetime
    by: PersonName | None
    what: Looked


class Lookups(Out):
    items: list[Lookup]


class DayFigures(Out):
    """One day of one site and kind. `people`, `bookings` and what follows: null where fewer people than the privacy
    profile's smallest group would be counted, or where one could work that out."""

    date: date
    site_id: Text
    kind: Kind
    places: int
    people: int | None
    bookings: int | None
    checked_in: int | None
    released: int | None
    cancelled: int | None
    booked_minutes: int | None
    used_minutes: int | None


class DayStatistics(Out):
    items: list[DayFigures]


class MailboxSubscription(Out):
    """Until when Exchange tells us of changes. `silences`: how often it had to be ordered anew because it told nothing."""

    expires_at: AwareDatetime | None
    notified_at: AwareDatetime | None
    silences: int
    trouble: Text | None


class MailboxHealth(Out):
    """One room mailbox; without `resourceIds`, the one that invites rooms, while it cannot. `since`, `reason`: of its condition, as far as known. `lagSeconds`: how long ago it was last read.
    `drift`: differences that the last full comparison found. `fused`: meetings that vanished at once.
    `refused`: bookings that Exchange refused for what they were, since the last comparison that somebody asked for."""

    mailbox: Text
    resource_ids: list[Text]
    condition: Condition
    since: AwareDatetime | None
    reason: Text | None
    synced_at: AwareDatetime | None
    lag_seconds: int | None
    changed_at: AwareDatetime | None
    not_before: AwareDatetime | None
    compared_at: AwareDatetime | None
    drift: int
    fused: int
    refused: int
    subscription: MailboxSubscription


class MailBacklog(Out):
    """What has not gone yet. `unknown`: how many went perhaps; `failed`: how many did not. `closedMailboxes`: those that
    cannot send."""

    waiting: int
    oldest_at: AwareDatetime | None
    unknown: int
    failed: int
    closed_mailboxes: list[Text]


class ExchangeHealth(Out):
    """`exchange`: whether rooms are kept in step at all. `notified`: whether Exchange can tell us of changes. `mail`: null
    where mail goes another way."""

    exchange: bool
    notified: bool
    mail: MailBacklog | None
    items: list[MailboxHealth]


class AuditItem(Out):
    """`target`: the id of the booking, import or place. `erased`: the members that were taken out together with a
    person; they are null."""

    recorded_at: AwareDatetime
    happened_at: AwareDatetime
    action: Action
    outcome: Outcome
    code: Text | None
    actor_id: Text | None
    actor_name: Text | None
    subject_id: Text | None
    subject_name: Text | None
    target: Text | None
    origin: Text | None
    reason: Text | None
    erased: list[Text]


class AuditPage(Out):
    """`next` is the cursor of the next page; null on the last."""

    items: list[AuditItem]
    next: Text | None
