"""Everything wrong with a folder is found, each with its file and line, and then nothing of it is kept."""

from datetime import date, time, timedelta

import pytest

from application.generation import Generation
from domain.ids import FloorId, PersonId, ResourceId, SiteId, ZoneId
from domain.kinds import Kind
from domain.people import HomeDay, Role
from domain.places import Hours
from domain.when import PartId
from tests.adapters.directory_files.small import FILES, altered, faults, imported, read

YAML, PEOPLE, PLACES, PLAN = "municipality.yaml", "people.csv", "resources.csv", "plans/huis.svg"

WRONG = [
    (YAML, "timeZone: Europe/Brussels", "timeZone: Mars/Base", 2, "not a time zone"),
    (YAML, "timeZone: Europe/Brussels", "timeZone: ../../etc/passwd", 2, "not a time zone"),
    (YAML, "'#0b5d8a'", "blue", 4, "not a colour"),
    (YAML, "brandColour", "brandColor", 4, "'brandColor' is not known here"),
    (YAML, "{id: balie,", "{id: Balie!,", 8, "is not an id"),
    (YAML, "lead: p1", "lead: p9", 8, "there is no person 'p9'"),
    (YAML, "organisation: gemeente, lead", "organisation: ocmw, lead", 8, "no organisation 'ocmw'"),
    (YAML, "date: 2026-12-25", "date: 2026-02-30", 10, "is not a date"),
    (YAML, "ends: '12:00'}\nrules", "ends: '07:00'}\nrules", 12, "07:00 is not after 08:00"),
    (YAML, "starts: 08:00", "starts: 25:00", 12, "is not a time"),
    (YAML, "horizonDays: 14", "horizonDay: 14", 14, "'horizonDay' is not known here"),
    (YAML, "horizonDays: 14", "horizonDays: many", 14, "not a whole number"),
    (YAML, "  desk:", "  bench:", 14, "is no kind"),
    (YAML, "opensMinutes: 30", "opens: 30", 14, "'opens' is not known here"),
    (YAML, "zone: zaal, h", "zone: zolder, h", 16, "there is no zone 'zolder'"),
    (YAML, "zone: zaal, h", "zone: zaal, resources: [d9], h", 16, "'resources' is here twice"),
    (YAML, "[d1, d2]", "[d1, d9]", 16, "there is no resource 'd9'"),
    (YAML, "[d1, d2]", "[d1, r1]", 16, "'r1' is no desk"),
    (YAML, "[d1, d2]", "d1", 16, "a list is expected"),
    (
        YAML,
        "zone: zaal, horizonDays: 7, resources: [d1, d2]",
        "horizonDays: 7",
        16,
        "names a site, a zone, a team or resources",
    ),
    (YAML, "state: open", "state: burnt", 20, "none of draft, open, closed"),
    (YAML, "validUntil: 2027-01-01", "validUntil: 2025-01-01", 22, "is before 2026-01-01"),
    (YAML, "08:00-12:00, 13:00", "08:00-14:00, 13:00", 25, "opening hours overlap"),
    (YAML, "[08:00-00:00]", "[08:00]", 26, "not a stretch"),
    (YAML, "capacity: {morning: 5}", "capacity: {noon: 5}", 27, "no part of day of this site"),
    (YAML, "until: 2026-12-26", "until: 2026-12-01", 29, "is before 2026-12-24"),
    (YAML, "drawing: huis.svg", "drawing: ../people.csv", 31, "there is no drawing"),
    (YAML, "    floor: begane-grond", "    floor: hal", 34, "no floor of this site 'hal'"),
    (YAML, "days: [mon]", "days: [maandag]", 38, "none of mon, tue"),
    (YAML, "team: balie, days", "team: kelder, days", 38, "there is no team 'kelder'"),
    (YAML, "- id: loods", "- id: zaal", 40, "'zaal' is already defined in line 33"),
    (YAML, "  name: Loods", "  timeZone: Europe/Paris\n  name: Loods", 41, "every site is in"),
    (YAML, "confirmations: true", "confirmations: often", 44, "neither yes nor no"),
    (YAML, "{desk: working-elsewhere", "{desk: busy", 45, "none of off, free, working-elsewhere"),
    (YAML, "vehicle: free", "bench: free", 45, "'bench' is none of desk, room"),
    (YAML, "name: Kleinstad", "name: Kleinstad\nname: Grootstad", 2, "'name' is here twice"),
    (YAML, "name: Kleinstad", "name: &a Kleinstad\nother: *a", 2, "aliases are not allowed"),
    (YAML, "languages: [nl, fr]", "languages: [nl, fr", 4, "not well-formed YAML"),
    (YAML, "languages: [nl, fr]", "languages: nl", 3, "a list is expected"),
    (PEOPLE, "p2,Jan", "p1,Jan", 3, "the person 'p1' is already defined in line 2"),
    (PEOPLE, "p2,Jan", "outlook,Jan", 3, "cannot be a person"),
    (PEOPLE, "p2,Jan Peeters,,", "p2,Jan Peeters,AN@k.example,", 3, "is also in line 2"),
    (PEOPLE, "p2,Jan Peeters", "p2,", 3, "name: is required"),
    (PEOPLE, ",gemeente,fr", ",gemeente,de", 3, "'de' is none of nl, fr"),
    (PEOPLE, "wed:morning", "wed:noon", 2, "there is no part of day 'noon'"),
    (PEOPLE, "employee;team-lead", "boss", 2, "'boss' is none of"),
    (PEOPLE, ",yes,", ",perhaps,", 2, "neither yes nor no"),
    (PEOPLE, "an@k.example,an", "an maes,an", 2, "is not an address"),
    (PEOPLE, ",hasPc,", ",hasPC,", 1, "there is no column 'hasPC'"),
    (PEOPLE, ",no,\n", ",no\n", 3, "11 values for 12 columns"),
    (PEOPLE, "An Maes", '"An\nMaes"', 2, "line breaks"),
    (PLACES, "d2,huis", "d1,huis", 3, "the resource 'd1' is already defined in line 2"),
    (PLACES, "d1,huis", "d1,paleis", 2, "there is no site 'paleis'"),
    (PLACES, "v1,loods,hal", "v1,loods,begane-grond", 5, "belongs to the site 'huis'"),
    (PLACES, "v1,loods,hal,,", "v1,loods,hal,zaal,", 5, "is on the floor 'begane-grond'"),
    (PLACES, "zaal,desk,A1", "zaal,bench,A1", 2, "'bench' is none of"),
    (PLACES, "A1,100,100", "A1,401,100", 2, "401 is outside the drawing: 0 to 400"),
    (PLACES, "A1,100,100", "A1,nan,100", 2, "'nan' is not a number"),
    (PLACES, "assigned,p1", "assigned,p9", 3, "there is no person 'p9'"),
    (PLACES, "assigned,p1", "assigned,", 3, "is required for an assigned resource"),
    (PLACES, "bookable,,everyone", "bookable,p1,everyone", 2, "only for assigned resources"),
    (PLACES, "team:balie;", "team:kelder;", 4, "there is no team 'kelder'"),
    (PLACES, "role:reception", "floor:two", 4, "is not everyone, team:"),
    (PLACES, ",8,zaal", ",0,zaal", 4, "at least 1"),
    (PLACES, '"Klein, rustig"', '"Klein, rustig', 4, "not well-formed CSV"),
    (PLAN, "<rect", "<script/><rect", 2, "<script> is not allowed"),
    (PLAN, ' viewBox="0 0 400 300"', "", 1, "a viewBox"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "message"), WRONG)
def test_a_fault_is_reported_with_its_file_and_line(
    file: str, old: str, new: str, line: int, message: str
) -> None:
    found = faults(altered(file, old, new))
    assert any(each.startswith(f"{file}:{line}: ") and message in each for each in found), found


def test_all_faults_of_all_files_come_together_and_in_order() -> None:
    files = altered(YAML, "state: open", "state: burnt")
    files[PEOPLE] = FILES[PEOPLE].replace(b"p2,Jan", b"P2,Jan")
    files[PLACES] = FILES[PLACES].replace(b"A1,100", b"A1,900")
    assert [each.split(": ")[0] for each in faults(files)] == [
        "municipality.yaml:20",
        "people.csv:3",
        "resources.csv:2",
    ]


def test_a_file_that_cannot_be_read_at_all_does_not_bring_faults_about_everything_else() -> None:
    assert faults({**FILES, YAML: b"name: [Kleinstad"}) == [
        "municipality.yaml:1: not well-formed YAML: expected ',' or ']', but got '<stream end>'"
    ]
    assert faults({**FILES, PEOPLE: b"id\n"}) == ["people.csv:1: the column 'name' is missing"]


@pytest.mark.parametrize("file", [YAML, PEOPLE, PLACES])
def test_a_missing_file_is_a_fault(file: str) -> None:
    files = {path: raw for path, raw in FILES.items() if path != file}
    assert f"{file}:1: the file is missing" in faults(files)


def test_a_drawing_that_no_floor_uses_is_a_fault() -> None:
    found = faults({**FILES, "plans/zolder.svg": FILES[PLAN]})
    assert found == ["municipality.yaml:1: no floor uses the drawing plans/zolder.svg"]


@pytest.mark.parametrize("file", [YAML, PEOPLE, PLACES])
@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"- - -\n", b"[" * 5000, b'"'])
def test_rubbish_is_a_fault_and_no_crash(file: str, raw: bytes) -> None:
    assert faults({**FILES, file: raw})


def test_semicolons_between_columns_are_pointed_out() -> None:
    files = {**FILES, PEOPLE: FILES[PEOPLE].replace(b",", b";")}
    assert "people.csv:1: columns are separated by commas, not semicolons" in faults(files)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    files = dict(FILES)
    for file in (YAML, PEOPLE, PLACES):
        files[file] = b"\xef\xbb\xbf" + FILES[file].replace(b"\n", b"\r\n")
    assert read(files) == read()


class TestWhatIsRead:
    def test_people(self) -> None:
        people = imported().people
        an = people[PersonId("p1")]
        assert an.roles == {Role.EMPLOYEE, Role.TEAM_LEAD}
        assert an.home_days == {HomeDay(weekday=1), HomeDay(weekday=3, part=PartId("morning"))}
        assert an.licences == {"b", "c"}
        assert not people[PersonId("p2")].has_pc

    def test_sites_take_the_parts_of_day_of_the_municipality(self) -> None:
        site = imported().directory.sites[SiteId("loods")]
        assert [part.id for part in site.parts] == ["morning"]

    def test_opening_hours_may_end_at_midnight(self) -> None:
        site = imported().directory.sites[SiteId("huis")]
        assert dict(site.opening)[2] == (Hours(starts=time(8), ends=time(0)),)

    def test_rules_hold_only_what_differs(self) -> None:
        policy = imported().directory.policy
        assert policy.changes[Kind.DESK] == {
            "horizon_days": 14,
            "held_at_once": None,
            "check_in_opens": timedelta(minutes=30),
        }
        for resource, days in (("d1", 7), ("d3", 14)):
            rules = policy.rules_for(
                Kind.DESK, site=SiteId("huis"), zone=ZoneId("zaal"), resource=ResourceId(resource)
            )
            assert rules.horizon_days == days

    def test_a_floor_knows_the_size_of_its_drawing(self) -> None:
        floor = imported().directory.floors[FloorId("begane-grond")]
        assert floor.box == (0.0, 0.0, 400.0, 300.0)
        assert floor.drawing_hash

    def test_a_resource_may_end(self) -> None:
        desk = imported().directory.resources[ResourceId("d2")]
        assert (desk.valid_from, desk.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
        assert desk.assigned_to == "p1"


def test_the_version_follows_the_content_and_nothing_else() -> None:
    spaced = altered(YAML, "{id: gemeente, name: Gemeente}", "{ name: Gemeente,  id: gemeente }")
    other = altered(YAML, "name: Kleinstad", "name: Grootstad")
    assert imported(spaced).directory.version == imported().directory.version
    assert imported(other).directory.version != imported().directory.version
    assert isinstance(read(), Generation)
