"""House rules about what is stored: who opens it, what is there, how it is kept and when it goes."""

from adapters.provision import CONTAINERS, QUEUES
from adapters.seating.shelf import CONTAINER
from adapters.tables.names import TABLES
from tests.infra.rules import ROLE, STORAGE, Facts, Wrong, at, rule, unlike
from tests.infra.values import Made

CLOSED = {
    "kind": "StorageV2",
    "properties.allowBlobPublicAccess": False,
    "properties.allowCrossTenantReplication": False,
    "properties.allowSharedKeyAccess": False,
    "properties.allowedCopyScope": "AAD",
    "properties.defaultToOAuthAuthentication": True,
    "properties.isLocalUserEnabled": False,
    "properties.minimumTlsVersion": "TLS1_2",
    "properties.networkAcls.bypass": "None",
    "properties.supportsHttpsTrafficOnly": True,
}


@rule
def storage_is_opened_by_identities_only(facts: Facts) -> Wrong:
    network = {
        "properties.publicNetworkAccess": "Disabled" if facts.private else "Enabled",
        "properties.networkAcls.defaultAction": "Deny" if facts.private else "Allow",
    }
    for account in facts.plan.of(STORAGE):
        yield from unlike(account, CLOSED | network)
    for container in facts.plan.of(f"{STORAGE}/blobServices/containers"):
        yield from unlike(container, {"properties.publicAccess": "None"})


@rule
def there_are_three_accounts(facts: Facts) -> Wrong:
    if any(facts.account(letter) is None for letter in "hdb") or len(facts.plan.of(STORAGE)) != 3:
        yield None, "there are three storage accounts: host, data and backup"
    host, backup = facts.account("h"), facts.account("b")
    if host and backup and host.body["location"] == backup.body["location"]:
        yield backup, "backups go to another region than the data"


@rule
def what_the_code_expects_is_there(facts: Facts) -> Wrong:
    data, host = facts.account("d"), facts.account("h")
    for kind, found, wanted in (
        ("tables", facts.below(data, "tableServices/tables"), set(TABLES)),
        ("queues", facts.below(host, "queueServices/queues"), set(QUEUES)),
        ("containers", facts.below(data, "blobServices/containers"), set(CONTAINERS)),
    ):
        if found != wanted:
            yield (
                data,
                f"{kind} are not those of the code (infra/contents.bicep): {sorted(found ^ wanted)}",
            )


@rule
def what_is_deleted_can_be_brought_back(facts: Facts) -> Wrong:
    for service in facts.plan.of(f"{STORAGE}/blobServices"):
        for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
            yield from unlike(service, {f"properties.{policy}.enabled": True})
            if not (at(service.body, f"properties.{policy}.days") or 0) >= 5:
                yield service, f"{policy} keeps for five days or more"


@rule
def it_is_written_down_who_reads_and_changes_what_as_was_chosen(facts: Facts) -> Wrong:
    data, backup = facts.account("d"), facts.account("b")
    workspace = facts.one("Microsoft.OperationalInsights/workspaces")
    if data is None or backup is None or workspace is None:
        return
    chosen = facts.given["logs"]["access"]
    wanted = set()
    if chosen != "nothing":
        wanted = {f"{each.id}/blobServices/default" for each in (data, backup)}
    if chosen == "everything":
        wanted.add(f"{data.id}/tableServices/default")
    logged = facts.plan.of("Microsoft.Insights/diagnosticSettings")
    if wrong := {each.scope for each in logged} ^ wanted:
        yield None, f"access is logged otherwise than was chosen: {', '.join(sorted(wrong))}"
    for each in logged:
        yield from unlike(each, {"properties.workspaceId": workspace.id})
        on = {log["category"] for log in at(each.body, "properties.logs") if log["enabled"]}
        if on != {"StorageRead", "StorageWrite", "StorageDelete"}:
            yield each, "reading, writing and removing are all logged"


@rule
def locks_keep_data_and_backups(facts: Facts) -> Wrong:
    locked = {each.scope for each in facts.plan.of("Microsoft.Authorization/locks")}
    for letter in "db":
        account = facts.account(letter)
        if account and facts.given["storage"]["locked"] is not (account.id in locked):
            yield account, "its lock is not as the parameters say"
    for lock in facts.plan.of("Microsoft.Authorization/locks"):
        yield from unlike(lock, {"properties.level": "CanNotDelete"})


@rule
def backups_cannot_be_changed_and_go_in_time(facts: Facts) -> Wrong:
    container = f"{STORAGE}/blobServices/containers"
    backups = [each for each in facts.plan.of(container) if each.last_name == "backups"]
    service = [s for s in facts.plan.of(f"{STORAGE}/blobServices") if s.name.startswith("vpb")]
    policy, lifecycle = (
        facts.one(f"{container}/immutabilityPolicies"),
        facts.one(f"{STORAGE}/managementPolicies"),
    )
    if len(backups) != 1 or len(service) != 1 or policy is None or lifecycle is None:
        yield None, "backups need their container, an immutability policy and a lifecycle"
        return
    yield from unlike(service[0], {"properties.isVersioningEnabled": True})
    yield from unlike(backups[0], {"properties.immutableStorageWithVersioning.enabled": True})
    fixed = at(policy.body, "properties.immutabilityPeriodSinceCreationInDays") or 0
    if fixed < 1:
        yield policy, "a backup cannot be changed for some days"
    undelete = at(service[0].body, "properties.deleteRetentionPolicy.days") or 0
    rules = at(lifecycle.body, "properties.policy.rules") or []
    actions = at(rules[0], "definition.actions") if rules else {}
    for what in ("baseBlob", "snapshot", "version"):
        days = at(actions, f"{what}.delete.daysAfterCreationGreaterThan")
        if days is None or days < fixed:
            yield lifecycle, f"{what} has to go, and not before it may be changed"
        elif days + undelete + 3 > facts.given["storage"]["erasedAfterDays"]:
            yield (
                lifecycle,
                f"{what} stays longer than the promised {facts.given['storage']['erasedAfterDays']} days",
            )


@rule
def seating_lists_can_be_changed_and_go_soon(facts: Facts) -> Wrong:
    """An erasure replaces them; what was there before may stay for the days in which anything deleted can come back."""
    found = _lists(facts)
    lifecycle = facts.one(f"{STORAGE}/managementPolicies")
    if len(found) != 1 or lifecycle is None:
        yield None, "seating lists have one container, in the account of the copies"
        return
    if at(found[0].body, "properties.immutableStorageWithVersioning"):
        yield found[0], "an erasure has to be able to replace a seating list"
    rules = at(lifecycle.body, "properties.policy.rules") or []
    mine = [
        at(each, "definition.actions")
        for each in rules
        if at(each, "definition.filters.prefixMatch") == [f"{CONTAINER}/"]
    ]
    limits = {
        "baseBlob.delete.daysAfterModificationGreaterThan": 5,
        "version.delete.daysAfterCreationGreaterThan": 1,
    }
    for path, most in limits.items():
        if not any(0 < (at(each, path) or 0) <= most for each in mine):
            yield lifecycle, f"a seating list goes: {path} is {most} at most"
    if any("prefixMatch" in (at(each, "definition.filters") or {}) for each in rules[:1]):
        yield lifecycle, "the first rule is for everything"


@rule
def seating_lists_are_read_by_the_group_that_was_named(facts: Facts) -> Wrong:
    named = facts.given["storage"].get("seatingListReaders")
    scopes = {each.id for each in _lists(facts)}
    readers = [each for each in facts.plan.of(ROLE) if _role(facts, each) == READER]
    given = [
        (at(each.body, "properties.principalId"), at(each.body, "properties.principalType"))
        for each in readers
    ]
    if given != ([(named, "Group")] if named else []):
        yield None, f"seating lists are read by {named or 'nobody'}, a group, and by nobody else"
    for each in readers:
        if each.scope not in scopes:
            yield each, "that group reads the seating lists, and nothing else there"


def _lists(facts: Facts) -> list[Made]:
    backup = facts.account("b")
    return [
        each
        for each in facts.plan.of(f"{STORAGE}/blobServices/containers")
        if each.last_name == CONTAINER and backup and each.name.startswith(f"{backup.name}/")
    ]


def _role(facts: Facts, made: Made) -> str:
    number = str(at(made.body, "properties.roleDefinitionId")).rsplit("/", 1)[-1]
    return facts.roles.get(number, "an unnamed role")


@rule
def every_role_is_given_once_and_none_other(facts: Facts) -> Wrong:
    host, data = facts.account("h"), facts.account("d")
    backups = [
        m for m in facts.plan.of(f"{STORAGE}/blobServices/containers") if m.last_name == "backups"
    ]
    component = facts.one("Microsoft.Insights/components")
    wanted = {(host.id if host else "", role) for role in HOST} | {
        (data.id if data else "", role) for role in DATA
    }
    wanted |= {(each.id, "StorageBlobDataContributor") for each in (*backups, *_lists(facts))}
    wanted |= {(component.id if component else "", "MonitoringMetricsPublisher")}
    identity = facts.one("Microsoft.ManagedIdentity/userAssignedIdentities")
    found = set()
    for each in facts.plan.of(ROLE):
        role = _role(facts, each)
        if role == READER:
            continue
        found.add((each.scope, role))
        yield from unlike(each, {"properties.principalType": "ServicePrincipal"})
        if (
            identity is None
            or at(each.body, "properties.principalId") != "00000000-0000-4000-8000-00000000000d"
        ):
            yield each, "roles are for the app's identity"
    for scope, role in sorted(found ^ wanted):
        yield (
            None,
            f"{role} is {'missing' if (scope, role) in wanted else 'too much'} on {scope.rsplit('/', 1)[-1]}",
        )


HOST = ("StorageBlobDataOwner", "StorageQueueDataContributor", "StorageTableDataContributor")
DATA = ("StorageBlobDataContributor", "StorageTableDataContributor")
READER = "StorageBlobDataReader"
