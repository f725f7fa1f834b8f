"""What would be asked of Azure for a set of parameters: main.bicep and its modules, run here.

A module is run like a call: its parameters are checked against their types, its resources go on the plan, its outputs are
computed. What cannot be computed is a finding; the rest goes on, so that one mistake does not hide the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.infra import nodes
from tests.infra.evaluate import Scope, Stopped
from tests.infra.nodes import File, Node, Statement
from tests.infra.project import Finding, Project
from tests.infra.shapes import misfits
from tests.infra.table import Types
from tests.infra.values import ABSENT, Made, Ran, Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    made: list[Made] = field(default_factory=list)
    findings: set[Finding] = field(default_factory=set)
    outputs: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> list[Made]:
        return [each for each in self.made if each.type == kind and not each.existing]


class Running:
    """One file while it runs: what its names mean. Everything is computed once, when it is first asked for."""

    def __init__(
        self, project: Project, types: Types, file: File, given: Mapping[str, Any], plan: Plan
    ) -> None:
        self._project, self._types, self._file, self._plan = project, types, file, plan
        self._declared = project.declared(file)
        self._known: dict[str, Any] = {}
        self._asked: set[str] = set()
        self._scope = Scope(project=project, types=types, file=file.path, names=self, local={})
        self._take(given)

    def value(self, name: str) -> Any:
        if name not in self._known:
            if name in self._asked:
                raise Wrong(f"{name!r} needs itself")
            self._asked.add(name)
            self._known[name] = self._compute(name)
        return self._known[name]

    def call(self, name: str, arguments: list[Any]) -> Any:
        home, declared = self._declared.get(name, (self._file, None))
        if declared is None or declared.what != "func" or declared.value is None:
            raise Wrong(f"there is no function {name!r}")
        names = (each.name for each in declared.parameters)
        scope = self._home(home)._scope.within(dict(zip(names, arguments, strict=True)))
        return scope.value(declared.value)

    def run(self) -> None:
        """Everything that the file asks for, and its outputs."""
        for statement in self._file.of("resource", "module"):
            self._attempt(lambda one=statement: self.value(one.name))
        for statement in self._file.of("output"):
            self._attempt(lambda one=statement: self.output(one.name))

    def output(self, name: str) -> Any:
        found = next((each for each in self._file.of("output") if each.name == name), None)
        if found is None or found.value is None:
            raise Wrong(f"{self._file.path} has no output {name!r}")
        value = self._scope.value(found.value)
        for said in misfits(self._project, self._file, found, value):
            self._find(found.line, f"output {said}")
        self._plan.outputs[f"{self._file.path}:{name}"] = value
        return value

    def _attempt(self, ask: Any) -> None:
        try:
            ask()
        except Stopped as error:
            self._plan.findings.add(error.finding)
        except Wrong as error:
            self._find(0, str(error))

    def _find(self, line: int, said: str) -> None:
        self._plan.findings.add(Finding(file=self._file.path, line=line, said=said))

    def _take(self, given: Mapping[str, Any]) -> None:
        params = {each.name: each for each in self._file.of("param")}
        for name in given.keys() - params.keys():
            self._find(0, f"there is no parameter {name!r}")
        for name, param in params.items():
            if name in given:
                self._known[name] = given[name]
            elif param.value is not None:
                self._attempt(
                    lambda one=param: self._known.update({one.name: self._scope.value(one.value)})
                )
            elif isinstance(param.type, nodes.NullableType):
                self._known[name] = None
            else:
                self._find(param.line, f"parameter {name!r} is not given")
                continue
            for said in misfits(self._project, self._file, param, self._known.get(name)):
                self._find(param.line, f"parameter {said}")

    def _home(self, file: File) -> "Running":
        return (
            self
            if file is self._file
            else Running(self._project, self._types, file, {}, self._plan)
        )

    def _compute(self, name: str) -> Any:
        home, declared = self._declared.get(name, (self._file, None))
        if declared is None or declared.what not in ("var", "resource", "module"):
            raise Wrong(f"nothing is called {name!r}")
        if home is not self._file:
            return self._home(home).value(name)
        if declared.what == "var" and declared.value is not None:
            return self._scope.value(declared.value)
        if declared.condition is not None and not self._scope.truth(declared.condition, "if"):
            return ABSENT
        make = self._module if declared.what == "module" else self._resource
        body = declared.value
        if isinstance(body, nodes.For):
            return [make(declared, scope, body.body) for scope in self._scope.each(body)]
        return make(declared, self._scope, body) if body is not None else ABSENT

    def _resource(self, declared: Statement, scope: Scope, body: Node) -> Made:
        asked = scope.value(body)
        kind, _, version = declared.reference.partition("@")
        parent, on = asked.get("parent"), asked.get("scope")
        name = str(asked.get("name", ""))
        made = Made(
            type=kind,
            version=version,
            name=f"{parent.name}/{name}" if isinstance(parent, Made) else name,
            body=asked,
            file=self._file.path,
            line=declared.line,
            scope=on.id if isinstance(on, Made) else "",
            existing=declared.existing,
        )
        if len(made.name.split("/")) != len(kind.split("/")) - 1:
            self._find(
                declared.line,
                f"the name {made.name!r} does not go with {kind}: is its parent named?",
            )
        else:
            self._plan.made.append(made)
        return made

    def _module(self, declared: Statement, scope: Scope, body: Node) -> Ran:
        path = self._project.beside(self._file.path, declared.reference)
        if path not in self._project.files:
            raise Stopped(
                Finding(file=self._file.path, line=declared.line, said=f"there is no file {path}")
            )
        given = scope.value(body).get("params", {})
        inner = Running(self._project, self._types, self._project.files[path], given, self._plan)
        inner.run()
        return Ran(outputs=inner.output)


def plan_of(
    project: Project, types: Types, given: Mapping[str, Any], *, main: str = "main.bicep"
) -> Plan:
    plan = Plan()
    if main in project.files:
        Running(project, types, project.files[main], given, plan).run()
    return plan


def parameters(project: Project, types: Types, path: str) -> tuple[dict[str, Any], list[Finding]]:
    """What a parameter file says, with what it takes over from the one that it extends."""
    file = project.files[path]
    plan = Plan()
    found: dict[str, Any] = {}
    for base in file.of("extends"):
        below = project.beside(path, base.reference)
        if below in project.files:
            found, earlier = parameters(project, types, below)
            plan.findings.update(earlier)
        else:
            plan.findings.add(Finding(file=path, line=base.line, said=f"there is no file {below}"))
    running = Running(project, types, File(path=path, statements=file.of("var")), {}, plan)
    scope = Scope(project=project, types=types, file=path, names=running, local={})
    for each in file.of("param"):
        try:
            found[each.name] = scope.value(each.value) if each.value is not None else None
        except Stopped as error:
            plan.findings.add(error.finding)
    return found, sorted(plan.findings)
