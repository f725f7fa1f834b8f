"""The reader and the evaluator of Bicep, on small files of their own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.infra.lexer import BadSyntax
from tests.infra.plan import Plan, plan_of
from tests.infra.project import read_project
from tests.infra.statements import read_text
from tests.infra.table import types


def run(folder: Path, text: str, given: Mapping[str, Any] | None = None) -> Plan:
    (folder / "main.bicep").write_text(text, encoding="utf-8")
    project = read_project(folder)
    assert project.broken == ()
    return plan_of(project, types(), given or {})


def value(folder: Path, expression: str, before: str = "") -> Any:
    plan = run(folder, f"{before}\noutput found object = {expression}\n")
    wrong = [each.said for each in plan.findings if "output found is a object" not in each.said]
    assert wrong == []
    return plan.outputs["main.bicep:found"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 / 4", 2),
        ("!true || 1 == 1 && 2 > 1", True),
        ("'a${'b'}c${1 + 1}'", "abc2"),
        ("'it\\'s \\${not}'", "it's ${not}"),
        ("null ?? 'there'", "there"),
        ("true ? 'yes' : 'no'", "yes"),
        ("true\n  ? 'yes'\n  : 'no'", "yes"),
        ("[for n in range(1, 3): n * n]", [1, 4, 9]),
        ("[for (n, i) in ['a', 'b']: '${i}${n}']", ["0a", "1b"]),
        ("map(['a'], x => '${x}!')", ["a!"]),
        ("{ a: 1, 'b c': 2 }", {"a": 1, "b c": 2}),
        ("{ a: 1 }.?b.c.d", None),
        ("{ ...{ a: 1 }, b: 2 }", {"a": 1, "b": 2}),
        ("'''\ntwo\nlines'''", "two\nlines"),
        ("'${true}'", "True"),
        ("take('abc', 2)", "ab"),
        ("cidrSubnet('10.0.0.0/24', 26, 1)", "10.0.0.64/26"),
        ("json('0.100')", 0.1),
    ],
)
def test_an_expression_comes_to_what_bicep_makes_of_it(
    tmp_path: Path, expression: str, expected: object
) -> None:
    assert value(tmp_path, expression) == expected


def test_a_function_of_ones_own_is_called(tmp_path: Path) -> None:
    assert (
        value(tmp_path, "twice('ab')", "func twice(text string) string => '${text}${text}'")
        == "abab"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("param a string\nparam b = = 1", 2),
        ("var a = 'x", 1),
        ("var a = [\n  1\n", 3),
        ("resource a 'b' = {\n  a = 1\n}", 2),
        ("var a = 1 2", 1),
        ("vra a = 1", 1),
        ("var a = '\\q'", 1),
        ("var a = '${'", 1),
    ],
)
def test_what_is_no_bicep_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadSyntax) as error:
        read_text(text, "main.bicep")
    assert error.value.line == line


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("'a' | 'b'", "b", "c"),
        ("string?", None, 3),
        ("int[]", [1, 2], [1, "2"]),
        ("('a' | 1)[]", ["a", 1], ["b"]),
        ("{ a: string, b: int? }", {"a": "x"}, {"b": 1}),
        ("bool", True, 1),
        ("int", 1, True),
    ],
)
def test_a_parameter_takes_what_its_type_allows(
    tmp_path: Path, type_: str, good: object, bad: object
) -> None:
    text = f"param a {type_}\n"
    assert run(tmp_path, text, {"a": good}).findings == set()
    assert run(tmp_path, text, {"a": bad}).findings != set()


def test_a_bound_is_kept(tmp_path: Path) -> None:
    text = "@minLength(2)\n@maxLength(3)\nparam a string\n"
    assert [
        bool(run(tmp_path, text, {"a": each}).findings) for each in ("x", "xx", "xxx", "xxxx")
    ] == [
        True,
        False,
        False,
        True,
    ]


def test_a_resource_has_the_id_that_azure_would_give_it(tmp_path: Path) -> None:
    plan = run(
        tmp_path,
        "resource a 'Microsoft.Storage/storageAccounts@1' = {\n  name: 'acc'\n}\n"
        "resource b 'Microsoft.Storage/storageAccounts/blobServices@1' = {\n  parent: a\n  name: 'default'\n}\n"
        "resource l 'Microsoft.Authorization/locks@1' = {\n  name: 'keep'\n  scope: b\n}\n",
    )
    assert [each.id.split("/providers/", 1)[1] for each in plan.made] == [
        "Microsoft.Storage/storageAccounts/acc",
        "Microsoft.Storage/storageAccounts/acc/blobServices/default",
        "Microsoft.Storage/storageAccounts/acc/blobServices/default/providers/Microsoft.Authorization/locks/keep",
    ]
