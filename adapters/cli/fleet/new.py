"""A new municipality: its parameter file, and a folder with the files of its directory to be filled in.

Nothing is written before both have been checked, and nothing that is there is written over.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.cli.fleet.tenants import NAME, FleetProblem
from adapters.directory_files.read import Unreadable, read_files
from adapters.drawings.sanitise import check_drawing

REGIONS = (
    "francecentral",
    "germanywestcentral",
    "italynorth",
    "northeurope",
    "norwayeast",
    "spaincentral",
    "swedencentral",
    "westeurope",
)
LANGUAGES = ("nl", "fr", "de", "en")
MAIL = re.compile(r"[^@\s']{1,64}@[^@\s'.]{1,63}(\.[^@\s'.]{1,63}){1,9}")
WORDS = {
    "nl": ("Stadhuis", "Gelijkvloers", "Voormiddag", "Namiddag"),
    "fr": ("Mairie", "Rez-de-chaussée", "Matin", "Après-midi"),
    "de": ("Rathaus", "Erdgeschoss", "Vormittag", "Nachmittag"),
    "en": ("Town hall", "Ground floor", "Morning", "Afternoon"),
}

type CheckInfra = Callable[[str, str], list[str]]
"""What is wrong with infra/, had it this file (its name below infra/, its text). Empty: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What has to be known. `mailbox`: the one that invites rooms, empty without Exchange."""

    name: str
    municipality: str
    location: str
    backup_location: str
    sender: str
    operator: str
    language: str
    zone: str
    mailbox: str = ""
    budget: int = 0
    budget_from: str = ""
    trial: bool = False


def faults(given: Answers) -> list[str]:
    """What is wrong with the answers, one line each."""
    wrong = []
    if not NAME.fullmatch(given.name):
        wrong.append("--name: 1 to 60 of a-z, 0-9 and -; it names the file and the resource group")
    if not 1 <= len(given.municipality) <= 60 or "\n" in given.municipality:
        wrong.append("--municipality: 1 to 60 letters")
    for option, region in (("--location", given.location), ("--backups", given.backup_location)):
        if region not in REGIONS:
            wrong.append(f"{option}: one of {', '.join(REGIONS)}")
    if given.location == given.backup_location:
        wrong.append("--backups: another region than --location, or both are gone together")
    mails = [("--sender", given.sender), ("--operator", given.operator)]
    mails += [("--mailbox", given.mailbox)] if given.mailbox else []
    wrong += [f"{option}: a mail address" for option, m in mails if not MAIL.fullmatch(m)]
    if given.language not in LANGUAGES:
        wrong.append(f"--language: one of {', '.join(LANGUAGES)}")
    try:
        ZoneInfo(given.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong.append("--zone: a time zone, as in Europe/Brussels")
    return wrong


def parameters(given: Answers) -> str:
    """The file for infra/tenants/."""
    parts = [
        f"// {given.municipality}.",
        "using '../main.bicep'",
        "extends '_base.bicepparam'",
        "",
        f"param municipality = {_text(given.municipality)}",
        "",
        *(("param environmentName = 'test'", "") if given.trial else ()),
        f"param location = {_text(given.location)}",
        "",
        "param storage = {",
        f"  dataRedundancy: {_text('Standard_LRS' if given.trial else 'Standard_ZRS')}",
        "  otherRedundancy: 'Standard_LRS'",
        f"  backupLocation: {_text(given.backup_location)}",
        "  erasedAfterDays: 30",
        f"  locked: {'false' if given.trial else 'true'}",
        "}",
        "",
        *_exchange(given),
        "param mail = {",
        f"  address: {_text(given.sender)}",
        f"  mailboxes: [{_text(given.sender)}]",
        "}",
        "",
        "param alarms = {",
        f"  mailTo: [{_text(given.operator)}]",
        *_budget(given),
        "}",
    ]
    return "\n".join(parts) + "\n"


def _exchange(given: Answers) -> tuple[str, ...]:
    if not given.mailbox:
        return ()
    return (
        "param exchange = {",
        f"  serviceMailbox: {_text(given.mailbox)}",
        "  organiser: 'service'",
        "  notifications: true",
        "  windowDays: 90",
        "}",
        "",
    )


def _budget(given: Answers) -> tuple[str, ...]:
    if not given.budget:
        return ()
    return (
        "  budget: {",
        f"    amount: {given.budget}",
        f"    from: {_text(given.budget_from)}",
        "  }",
    )


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${")
    return f"'{escaped}'"


def directory(given: Answers) -> dict[str, str]:
    """A municipality with one of each thing: to be changed, not to be started from nothing."""
    house, ground, morning, afternoon = WORDS[given.language]
    name = '"' + given.municipality.replace("\\", "\\\\").replace('"', '\\"') + '"'
    week = ", ".join(f"{day}: [08:00-18:00]" for day in ("mon", "tue", "wed", "thu", "fri"))
    yaml = f"""\
# Everything that may stand here is told in demo/README.md. Check it with:
#   python -m adapters.cli import FOLDER --dry-run
name: {name}
timeZone: {given.zone}
languages: [{", ".join([given.language, *(each for each in LANGUAGES if each != given.language)])}]
brandColour: '#0b5d8a'
organisations:
- {{id: municipality, name: {name}}}
teams:
- {{id: office, name: Office, organisation: municipality, lead: p001}}
parts:
- {{id: morning, name: {{{given.language}: {morning}}}, starts: 08:00, ends: '12:30'}}
- {{id: afternoon, name: {{{given.language}: {afternoon}}}, starts: '12:30', ends: '18:00'}}
sites:
- id: hall
  name: {house}
  state: open
  openingHours: {{{week}}}
  floors:
  - {{id: hall-0, name: {ground}, drawing: hall-0.svg}}
"""
    people = f"id,name,mail,upn,team,organisation,language,roles\np001,First Administrator,{given.operator},{given.operator},office,municipality,{given.language},employee;administrator\n"
    places = "id,site,floor,kind,name,x,y,features,seats\n"
    places += "".join(f"desk-{n},hall,hall-0,desk,{n},{150 * n},150,,1\n" for n in (1, 2, 3))
    places += "room-1,hall,hall-0,room,1,300,400,screen,8\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 500">\n<rect x="20" y="20" width="560" height="460" fill="#fff" stroke="#555"/>\n</svg>\n'
    return {
        "municipality.yaml": yaml,
        "people.csv": people,
        "resources.csv": places,
        "plans/hall-0.svg": svg,
    }


def not_importable(files: dict[str, str]) -> list[str]:
    """What an import would say against the files."""
    outcome = read_files({n: t.encode() for n, t in files.items()}, check=check_drawing)
    return [str(each) for each in outcome.faults] if isinstance(outcome, Unreadable) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was written, or would be: paths and texts."""

    files: dict[Path, str]


def make(given: Answers, infra: Path, folder: Path, check: CheckInfra | None) -> Made:
    """All files, checked. Raises FleetProblem where something is wrong or there already."""
    parameter_file = infra / "tenants" / f"{given.name}.bicepparam"
    wrong = faults(given)
    if not wrong:
        texts, told = directory(given), parameters(given)
        wrong = not_importable(texts)
        files = {parameter_file: told} | {folder / n: text for n, text in texts.items()}
        wrong += [f"{path} is there already" for path in files if path.exists()]
        if check is not None and not wrong:
            wrong = check(f"tenants/{given.name}.bicepparam", told)
        if not wrong:
            return Made(files=files)
    raise FleetProblem("\n".join(wrong))


def write(made: Made) -> None:
    for path, text in made.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
