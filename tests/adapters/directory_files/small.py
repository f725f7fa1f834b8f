"""The smallest municipality that uses every part of the format."""

from collections.abc import Mapping

from adapters.directory_files.read import Unreadable, read_files
from adapters.drawings.sanitise import check_drawing
from application.generation import Generation

MUNICIPALITY = """\
name: Kleinstad
timeZone: Europe/Brussels
languages: [nl, fr]
brandColour: '#0b5d8a'
organisations:
- {id: gemeente, name: Gemeente}
teams:
- {id: balie, name: Balie, organisation: gemeente, lead: p1}
holidays:
- {date: 2026-12-25, name: {nl: Kerstmis, fr: Noël}}
parts:
- {id: morning, name: {nl: Ochtend}, starts: 08:00, ends: '12:00'}
rules:
  desk: {horizonDays: 14, heldAtOnce: none, checkIn: {opensMinutes: 30}}
ruleExceptions:
- {kind: desk, zone: zaal, horizonDays: 7, resources: [d1, d2]}
sites:
- id: huis
  name: Stadhuis
  state: open
  validFrom: 2026-01-01
  validUntil: 2027-01-01
  network: municipal
  openingHours:
    mon: [08:00-12:00, 13:00-17:00]
    tue: [08:00-00:00]
  capacity: {morning: 5}
  closures:
  - {from: 2026-12-24, until: 2026-12-26, reason: Dicht}
  floors:
  - {id: begane-grond, name: Begane grond, drawing: huis.svg}
  zones:
  - id: zaal
    floor: begane-grond
    name: Zaal
    kind: team
    reserved:
    - {team: balie, days: [mon], starts: 08:00, ends: '12:00'}
    capacity: {morning: 2}
- id: loods
  name: Loods
  floors:
  - {id: hal, name: Hal}
confirmations: true
mirrors: {desk: working-elsewhere, vehicle: free, room: off}
"""
PEOPLE = """\
id,name,mail,upn,objectId,team,organisation,language,roles,homeDays,hasPc,licences
p1,An Maes,an@k.example,an@k.example,o-1,balie,gemeente,nl,employee;team-lead,mon;wed:morning,yes,b;c
p2,Jan Peeters,,,,,gemeente,fr,employee,,no,
"""
RESOURCES = """\
id,site,floor,zone,kind,name,x,y,rotation,mode,assignedTo,whoMayBook,features,seats,mailbox,note,validFrom,validUntil
d1,huis,begane-grond,zaal,desk,A1,100,100,90,bookable,,everyone,docking;two-screens,1,,,,
d2,huis,begane-grond,zaal,desk,A2,150.5,100,0,assigned,p1,everyone,,1,,,2026-01-01,2026-12-31
r1,huis,begane-grond,,room,Zaal,200,200,0,bookable,,team:balie;organisation:gemeente;role:reception,,8,zaal@k.example,"Klein, rustig",,
v1,loods,hal,,vehicle,Bus,0,0,0,blocked,,everyone,,9,,Keuring,,
"""
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect x="0" y="0" width="400" height="300" fill="#fff"/>
</svg>
"""
FILES = {
    "municipality.yaml": MUNICIPALITY.encode(),
    "people.csv": PEOPLE.encode(),
    "resources.csv": RESOURCES.encode(),
    "plans/huis.svg": DRAWING.encode(),
}


def read(files: Mapping[str, bytes] = FILES) -> Generation | Unreadable:
    """What comes of reading `files` with the real check of drawings."""
    return read_files(files, check=check_drawing)


def imported(files: Mapping[str, bytes] = FILES) -> Generation:
    """The generation; the test fails on faults."""
    outcome = read(files)
    assert isinstance(outcome, Generation), outcome
    return outcome


def faults(files: Mapping[str, bytes]) -> list[str]:
    """The faults as the command line prints them."""
    outcome = read(files)
    return [str(fault) for fault in outcome.faults] if isinstance(outcome, Unreadable) else []


def altered(file: str, old: str, new: str) -> dict[str, bytes]:
    """FILES with `old` replaced by `new` once in one file."""
    text = FILES[file].decode()
    assert old in text, old
    return {**FILES, file: text.replace(old, new, 1).encode()}
