"""House rules over files, where no plan is needed: versions in one place, roles by their ids, no secrets."""

import json
import re
from collections.abc import Iterator

from tests.infra import nodes
from tests.infra.nodes import File, Node
from tests.infra.project import Finding, Project

VERSIONS = "api-versions.json"
# What makes a secret appear, or may.
SECRETS = re.compile(
    r"listKeys|listAccountSas|listServiceSas|AccountKey=|SharedAccessSignature|getSecret|@secure|passwordCredentials"
    r"|client_?secret|\bsig=|DefaultEndpointsProtocol",
    re.IGNORECASE,
)


def file_rules(project: Project) -> Iterator[Finding]:
    yield from _versions(project)
    yield from _layout(project)
    yield from _no_secrets(project)
    for file in project.files.values():
        yield from _functions_stand_alone(file)
    yield from _roles(project)


def _no_secrets(project: Project) -> Iterator[Finding]:
    """In files that cannot be read, too."""
    for path in sorted({*project.files, *(each.file for each in project.broken)}):
        for number, line in enumerate((project.text(path) or "").splitlines(), start=1):
            if found := SECRETS.search(line):
                yield Finding(
                    file=path,
                    line=number,
                    said=f"{found[0]} has to do with secrets, and there are none",
                )


# Microsoft's ids, written down a second time, so that one wrong letter gives nobody another role.
BUILT_IN = {
    "StorageBlobDataOwner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "StorageBlobDataContributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "StorageBlobDataReader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "StorageQueueDataContributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "StorageTableDataContributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "MonitoringMetricsPublisher": "3913510d-42f4-4e42-8a64-420c390055eb",
}


def named_roles(project: Project) -> dict[str, str]:
    """Names of roles by their ids, as roles.bicep has them."""
    file = project.files.get("roles.bicep")
    listed = next((s.value for s in file.of("var") if s.name == "roles"), None) if file else None
    entries = listed.entries if isinstance(listed, nodes.Object) else ()
    return {str(_literal(each.value, "")): str(_literal(each.key, "")) for each in entries}


def _roles(project: Project) -> Iterator[Finding]:
    for number, name in named_roles(project).items():
        if BUILT_IN.get(name) != number:
            yield Finding(file="roles.bicep", line=1, said=f"{number} is not the role {name}")


def _versions(project: Project) -> Iterator[Finding]:
    text = project.text(VERSIONS)
    one_place: dict[str, str] = json.loads(text) if text else {}
    used = set()
    for path, file in project.files.items():
        for each in file.of("resource"):
            kind, _, version = each.reference.partition("@")
            used.add(kind)
            if one_place.get(kind) != version:
                said = f"{kind} is asked for in version {version or 'none'}: {VERSIONS} says {one_place.get(kind)}"
                yield Finding(file=path, line=each.line, said=said)
    for kind in sorted(one_place.keys() - used):
        yield Finding(file=VERSIONS, line=1, said=f"nothing uses {kind}")


def _layout(project: Project) -> Iterator[Finding]:
    for path, file in project.files.items():
        if path == "main.bicep":
            for each in file.of("resource", "type", "func"):
                yield Finding(
                    file=path,
                    line=each.line,
                    said=f"main.bicep composes modules only: {each.name!r}",
                )
        for each in file.of("module"):
            if ":" in each.reference:
                yield Finding(
                    file=path,
                    line=each.line,
                    said="modules are ours, so that a build fetches nothing",
                )


def _functions_stand_alone(file: File) -> Iterator[Finding]:
    """A function of Bicep sees what it is given and other functions, no variables."""
    variables = {each.name for each in file.of("var", "param")}
    for function in file.of("func"):
        names = {n.name for n in function.walk() if isinstance(n, nodes.Name)}
        for name in sorted(names & variables - {each.name for each in function.parameters}):
            yield Finding(
                file=file.path, line=function.line, said=f"a function sees no variables: {name!r}"
            )


def _literal(node: Node | None, path: str) -> object:
    """What is written at a path, where it is written out."""
    for name in path.split(".") if path else ():
        entries = node.entries if isinstance(node, nodes.Object) else ()
        node = next(
            (e.value for e in entries if isinstance(e.key, nodes.Literal) and e.key.value == name),
            None,
        )
    if isinstance(node, nodes.Array):
        return [_literal(each, "") for each in node.items]
    return node.value if isinstance(node, nodes.Literal) else None
