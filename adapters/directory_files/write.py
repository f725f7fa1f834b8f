"""Writes a generation as the files it can be imported from: nothing is lost, and the layout is always the same."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import yaml

from adapters.directory_files.cells import WEEKDAYS
from adapters.directory_files.people import COLUMNS as PEOPLE
from adapters.directory_files.people import write_person
from adapters.directory_files.resources import COLUMNS as RESOURCES
from adapters.directory_files.resources import write_resource
from adapters.directory_files.rules import write_changes
from application.generation import Generation
from domain.people import Team
from domain.places import Directory, Holiday, Hours, Reservation, Site, Zone
from domain.rules import Policy, RuleException
from domain.when import PartOfDay

Entry = dict[str, object]
CLOCK: Final = "%H:%M"


def write_files(generation: Generation) -> dict[str, bytes]:
    """Content by path below the folder."""
    people = [write_person(person) for person in _by_id(generation.people)]
    places = [write_resource(each) for each in generation.directory.resources.values()]
    files = {
        "municipality.yaml": _yaml(generation),
        "people.csv": _csv(PEOPLE, people),
        "resources.csv": _csv(RESOURCES, places),
    }
    drawings = {f"plans/{name}": svg for name, svg in generation.drawings.items()}
    return {path: text.encode() for path, text in (files | drawings).items()}


def _by_id[K: str, V](found: Mapping[K, V]) -> list[V]:
    """People and teams have no order of their own; sites, floors, zones and resources keep theirs."""
    return [found[key] for key in sorted(found)]


def _csv(header: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def _yaml(generation: Generation) -> str:
    directory = generation.directory
    parts = _usual_parts(directory)
    entries: Entry = {
        "name": directory.name,
        "timeZone": directory.zone.key,
        "languages": list(directory.languages),
        "brandColour": directory.brand,
        "organisations": [{"id": str(o.id), "name": o.name} for o in directory.organisations],
        "teams": [_team(team) for team in _by_id(generation.teams)],
        "holidays": [_holiday(holiday) for holiday in directory.holidays],
        "parts": [_part(part) for part in parts],
        "rules": {str(kind): write_changes(c) for kind, c in directory.policy.changes.items()},
        "ruleExceptions": _exceptions(directory.policy),
        "confirmations": directory.confirmations or None,
        "mirrors": {str(kind): str(shown) for kind, shown in directory.mirrors.items()},
        "sites": [_site(directory, site, parts) for site in directory.sites.values()],
    }
    return yaml.safe_dump(
        _filled(entries), sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )


def _usual_parts(directory: Directory) -> tuple[PartOfDay, ...]:
    """What most sites have, written once for the municipality; the others write their own."""
    counted = Counter(site.parts for site in directory.sites.values())
    return counted.most_common(1)[0][0] if counted else ()


def _filled(entries: Entry) -> Entry:
    """Without what is empty: reading puts the same emptiness back."""
    return {key: value for key, value in entries.items() if value not in (None, "", [], {})}


def _team(team: Team) -> Entry:
    organisation = str(team.organisation) if team.organisation else None
    lead = str(team.lead) if team.lead else None
    return _filled(
        {"id": str(team.id), "name": team.name, "organisation": organisation, "lead": lead}
    )


def _holiday(holiday: Holiday) -> Entry:
    return _filled({"date": holiday.day, "name": dict(holiday.names)})


def _part(part: PartOfDay) -> Entry:
    return _filled(
        {
            "id": str(part.id),
            "name": dict(part.names),
            "starts": part.starts.strftime(CLOCK),
            "ends": part.ends.strftime(CLOCK),
        }
    )


def _exceptions(policy: Policy) -> list[Entry]:
    return [_exception(exception) for exception in policy.exceptions]


def _exception(exception: RuleException) -> Entry:
    where = {"site": exception.site, "zone": exception.zone, "team": exception.team}
    named: Entry = {key: str(value) for key, value in where.items() if value is not None}
    if exception.resources:
        named["resources"] = sorted(map(str, exception.resources))
    return {"kind": str(exception.kind), **named, **write_changes(exception.changes)}


def _site(directory: Directory, site: Site, usual: tuple[PartOfDay, ...]) -> Entry:
    floors = directory.floors_of(site.id)
    identities = {floor.id for floor in floors}
    zones = [zone for zone in directory.zones.values() if zone.floor in identities]
    entry = _filled(
        {
            "id": str(site.id),
            "name": site.name,
            "address": site.address,
            "state": str(site.state),
            "validFrom": site.valid_from,
            "validUntil": site.valid_until,
            "network": str(site.network),
            "stepFree": site.step_free,
            "alarmButton": site.alarm_button,
            "confidential": site.confidential,
            "openingHours": {
                WEEKDAYS[day - 1]: [_stretch(hours) for hours in stretches]
                for day, stretches in site.opening
            },
        }
    )
    if site.parts != usual:
        entry["parts"] = [_part(part) for part in site.parts]
    closures = [
        _filled({"from": each.first, "until": each.last, "reason": each.reason})
        for each in site.closures
    ]
    drawn = [_filled({"id": str(f.id), "name": f.name, "drawing": f.drawing}) for f in floors]
    rest: Entry = {
        "capacity": {str(part): limit for part, limit in site.capacity},
        "closures": closures,
        "floors": drawn,
        "zones": [_zone(zone) for zone in zones],
    }
    return {**entry, **_filled(rest)}


def _zone(zone: Zone) -> Entry:
    return _filled(
        {
            "id": str(zone.id),
            "floor": str(zone.floor),
            "name": zone.name,
            "kind": str(zone.kind),
            "reserved": [_reservation(each) for each in zone.reserved],
            "capacity": {str(part): limit for part, limit in zone.capacity},
        }
    )


def _reservation(reservation: Reservation) -> Entry:
    return {
        "team": str(reservation.team),
        "days": [WEEKDAYS[day - 1] for day in sorted(reservation.weekdays)],
        "starts": reservation.hours.starts.strftime(CLOCK),
        "ends": reservation.hours.ends.strftime(CLOCK),
    }


def _stretch(hours: Hours) -> str:
    return f"{hours.starts.strftime(CLOCK)}-{hours.ends.strftime(CLOCK)}"
