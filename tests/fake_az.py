"""az, as recorded: it answers what az answers, remembers what it was asked, and fails where it is told to."""

import asyncio
import json
from dataclasses import dataclass, field

from adapters.cli.fleet.az import Answer, NoAz

WHAT_IF = {
    "changes": [
        {"changeType": "Modify", "resourceId": "/subscriptions/s/resourceGroups/g/a"},
        {"changeType": "NoChange", "resourceId": "/subscriptions/s/resourceGroups/g/b"},
        {"changeType": "Create", "resourceId": "/subscriptions/s/resourceGroups/g/c"},
    ],
    "status": "Succeeded",
}


def group_of(arguments: tuple[str, ...]) -> str:
    """The resource group that a call is about; empty where it is about none."""
    for option in ("--resource-group", "--name"):
        if option in arguments:
            value = arguments[arguments.index(option) + 1]
            if value.startswith("rg-"):
                return value
    return ""


@dataclass(slots=True, kw_only=True)
class FakeAz:
    """`failing`: groups whose stack fails. `urls`: where the site of a group is, if not at its own name. `removing`: groups from which a deployment would remove something.
    `said`: what else is answered, by the first words of the call."""

    groups: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    removing: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)
    said: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    missing: bool = False
    under_way: int = 0
    most_at_once: int = 0

    def deployed(self) -> list[str]:
        return [group_of(call) for call in self.asked if call[:3] == ("stack", "group", "create")]

    async def run(self, arguments: tuple[str, ...]) -> Answer:
        if self.missing:
            raise NoAz("az cannot be started: No such file or directory. Install the Azure CLI.")
        self.asked.append(arguments)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.under_way -= 1
        return self._answer(arguments)

    def _answer(self, arguments: tuple[str, ...]) -> Answer:
        words, group = " ".join(arguments), group_of(arguments)
        for start, said in self.said.items():
            if words.startswith(start):
                return said if isinstance(said, Answer) else _told(said)
        if arguments[:2] == ("group", "exists"):
            return _told(group in self.groups)
        if arguments[:2] == ("group", "create"):
            self.groups.add(group)
            return _told({"name": group})
        if arguments[:3] == ("deployment", "group", "what-if"):
            removal = {"changeType": "Delete", "resourceId": "/subscriptions/s/d"}
            more = [removal] if group in self.removing else []
            return _told({**WHAT_IF, "changes": [*WHAT_IF["changes"], *more]})
        if arguments[:3] == ("stack", "group", "create"):
            return self._stack(group)
        if arguments[:4] == ("functionapp", "deployment", "source", "config-zip"):
            return _told({"status": 4})
        return Answer(code=2, err=f"ERROR: '{words}' is misspelled or not recognized.")

    def _stack(self, group: str) -> Answer:
        if group in self.failing:
            said = "ERROR: (DeploymentStackDeploymentFailed) One or more errors occurred.\nCode: StorageAccountAlreadyTaken"
            return Answer(code=1, err=said)
        name = group.removeprefix("rg-")
        outputs = {
            "appName": {"type": "String", "value": f"{name}-prod-abc123"},
            "publicUrl": {
                "type": "String",
                "value": self.urls.get(group, f"https://{name}.example"),
            },
        }
        return _told({"name": "vrijplek", "outputs": outputs, "provisioningState": "succeeded"})


def _told(said: object) -> Answer:
    return Answer(code=0, out=json.dumps(said))
