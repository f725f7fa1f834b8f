"""Mistakes that somebody could make in infra/, each with a part of the sentence in which the check has to say so.

A mutation replaces one text in one file; the text is there exactly once, so that a mutation cannot go stale unnoticed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    what: str
    file: str
    old: str
    new: str
    caught: str


def _m(what: str, file: str, old: str, new: str, caught: str) -> Mutation:
    return Mutation(what=what, file=file, old=old, new=new, caught=caught)


STORES, STORAGE, BACKUP = "modules/stores.bicep", "modules/storage.bicep", "modules/backup.bicep"
FUNCTIONS, MONITORING, ALERTS = (
    "modules/functions.bicep",
    "modules/monitoring.bicep",
    "modules/alerts.bicep",
)
NETWORK, ENDPOINTS = "modules/network.bicep", "modules/endpoints.bicep"
DEPANNE, BASE = "tenants/depanne.bicepparam", "tenants/_base.bicepparam"

SYNTAX = (
    _m(
        "a brace too few",
        "modules/budget.bicep",
        "thresholdType: 'Forecasted'\n      }",
        "thresholdType: 'Forecasted'",
        "expected",
    ),
    _m(
        "a string that does not end",
        "modules/identity.bicep",
        "'Regional'",
        "'Regional",
        "does not end on its line",
    ),
    _m(
        "a misspelt keyword",
        "modules/identity.bicep",
        "output clientId",
        "outptu clientId",
        "begins no statement",
    ),
    _m(
        "an equals sign for a colon",
        STORAGE,
        "kind: 'StorageV2'",
        "kind = 'StorageV2'",
        "is expected",
    ),
    _m(
        "a broken parameter file",
        DEPANNE,
        "mailTo: ['ict@depanne.example']",
        "mailTo: ['ict@depanne.example'",
        "is expected",
    ),
)
NAMES = (
    _m("an unknown symbol", STORES, "principalId: principalId\n    isPrivate", "principalId: personId\n    isPrivate", "nothing is called 'personId'"),
    _m("an unknown function", "modules/endpoints.bicep", "last(split(", "final(split(", "there is no function 'final'"),
    _m("an unknown output of a module", "main.bicep", "monitoring.outputs.componentId", "monitoring.outputs.component", "has no output 'component'"),
    _m("an unknown member of a parameter", FUNCTIONS, "signIn.apiScope", "signIn.scope", "there is no 'scope'"),
    _m("an unknown property of what comes back", "modules/identity.bicep", "identity.properties.clientId", "identity.properties.appId", "has no appId to be read"),
    _m("a parameter that is not given", STORES, "    undeleteDays: 14\n", "", "needs the parameter 'undeleteDays'"),
    _m("a parameter that does not exist", STORES, "    undeleteDays: 14\n", "    undeleteDays: 14\n    hotness: 3\n", "has no parameter 'hotness'"),
    _m("a parameter that nobody uses", MONITORING, "@description('Required. What is kept", "@description('Required. Unused.')\nparam unused string\n\n@description('Required. What is kept", "nobody uses the param 'unused'"),
    _m("a variable that nobody uses", BACKUP, "var passes = 3", "var passes = 3\nvar spare = 1", "nobody uses the var 'spare'"),
    _m("an import that nobody uses", "modules/budget.bicep", "import { budgetType, hereType }", "import { alarmsType, budgetType, hereType }", "nobody uses the import 'alarmsType'"),
    _m("an import that is not exported", "modules/budget.bicep", "import { budgetType,", "import { budgetTypes,", "exports no 'budgetTypes'"),
    _m("a module that is not there", "main.bicep", "'modules/identity.bicep'", "'modules/identities.bicep'", "there is no file"),
    _m("a type that is not there", MONITORING, "param logs logsType", "param logs logType", "there is no type 'logType'"),
    _m("a name that is declared twice", BACKUP, "var passes = 3", "var passes = 3\nvar keepDays = 3", "declared twice"),
    _m("a parameter without a description", STORAGE, "@description('Required. The roles that it is given on this account.')\n", "", "'granted' is not described"),
    _m("an unknown decorator", STORAGE, "@maxLength(24)", "@maximumLength(24)", "there is no decorator @maximumLength"),
    _m("a function that reads a variable", "names.bicep", "replace(words(text), '-', '')", "replace(words(text), dash, '')\n\nvar dash = '-'", "a function sees no variables"),
    _m("a file that does not say what it is", "names.bicep", "metadata description =", "metadata author =", "opens with its metadata"),
    _m("a variable that needs itself", BACKUP, "var undeleteDays = 5", "var undeleteDays = keepDays - 17", "needs itself"),
)  # fmt: skip
TYPES = (
    _m("a misspelt property", STORAGE, "allowSharedKeyAccess: false", "allowSharedKeysAccess: false", "there is no properties.allowSharedKeysAccess"),
    _m("a property in the wrong place", FUNCTIONS, "    httpsOnly: true\n", "", "httpsOnly"),
    _m("a text for a number", FUNCTIONS, "instanceMemoryMB: capacity.memoryMb", "instanceMemoryMB: '2048'", "instanceMemoryMB is a int"),
    _m("a text for a truth", MONITORING, "DisableLocalAuth: true", "DisableLocalAuth: 'true'", "DisableLocalAuth is a bool"),
    _m("a value that is none of the choices", STORAGE, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS12'", "none of"),
    _m("one thing for a list", ALERTS, "scopes: [\n      workspaceId\n    ]", "scopes: workspaceId", "scopes is a list"),
    _m("a required property that is missing", STORAGE, "  sku: {\n    name: redundancy\n  }\n", "", "sku is missing"),
    _m("a property that is Azure's to say", STORAGE, "publicAccess: 'None'", "publicAccess: 'None'\n      hasLegalHold: true", "Azure's to say"),
    _m("a resource type that does not exist", STORAGE, "storageAccounts/queueServices/queues@", "storageAccounts/queueServices/queue@", "no type of resource"),
    _m("another apiVersion in one place", BACKUP, "managementPolicies@2025-06-01", "managementPolicies@2024-01-01", "api-versions.json says 2025-06-01"),
    _m("a child without its parent", STORAGE, "  parent: account\n  name: 'default'\n  properties", "  name: 'default'\n  properties", "is its parent named"),
    _m("a misspelt kind of criteria", "modules/availability.bicep", "WebtestLocationAvailabilityCriteria", "WebTestCriteria", "is none of"),
    _m("a misspelt property deep within", FUNCTIONS, "perInstanceConcurrency:", "perInstanceConcurency:", "perhaps perInstanceConcurrency"),
)  # fmt: skip
SECURITY = (
    _m("a way past the front door", FUNCTIONS, "ipSecurityRestrictionsDefaultAction: empty(limits.frontDoor) ? 'Allow' : 'Deny'", "ipSecurityRestrictionsDefaultAction: 'Allow'", "ipSecurityRestrictionsDefaultAction has to be 'Deny'"),
    _m("anybody's front door", FUNCTIONS, "        headers: { 'x-azure-fdid': [limits.frontDoor] }\n", "        headers: {}\n", "what does not come through the front door"),
    _m("a role that is dropped", STORES, "['StorageBlobDataContributor', 'StorageTableDataContributor']", "['StorageBlobDataContributor']", "StorageTableDataContributor is missing"),
    _m("a role too much", STORES, "['StorageBlobDataContributor', 'StorageTableDataContributor']", "['StorageBlobDataContributor', 'StorageTableDataContributor', 'StorageBlobDataOwner']", "StorageBlobDataOwner is too much"),
    _m("a role over too much", BACKUP, "guid(backups.id, principalId, roles.StorageBlobDataContributor)\n  scope: backups", "guid(account.id, principalId, roles.StorageBlobDataContributor)\n  scope: account", "is too much on vpb"),
    _m("an id of a role that is another's", "roles.bicep", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "b24988ac-6180-42a0-ab88-20f7382dd24c", "is not the role"),
    _m("a role for a person", STORAGE, "principalType: 'ServicePrincipal'", "principalType: 'User'", "principalType has to be"),
    _m("a public network beside a private one", STORAGE, "publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'", "publicNetworkAccess: isPrivate ? 'Enabled' : 'Enabled'", "publicNetworkAccess has to be 'Disabled'"),
    _m("blobs that anybody reads", BACKUP, "allowBlobPublicAccess: false", "allowBlobPublicAccess: true", "allowBlobPublicAccess has to be False"),
    _m("shared keys", STORAGE, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess has to be False"),
    _m("a key as an output", STORAGE, "@description('Name.')\noutput name string = account.name", "@description('Name.')\noutput name string = account.name\n\n@description('Key.')\noutput key string = account.listKeys().keys[0].value", "listKeys"),
    _m("plain http", FUNCTIONS, "httpsOnly: true", "httpsOnly: false", "httpsOnly has to be True"),
    _m("passwords for publishing", FUNCTIONS, "allow: false", "allow: true", "allow has to be False"),
    _m("a forbidden setting", FUNCTIONS, "AzureWebJobsDisableHomepage: 'true'", "AzureWebJobsDisableHomepage: 'true'\n  WEBSITE_TIME_ZONE: 'Europe/Brussels'", "WEBSITE_TIME_ZONE is forbidden"),
    _m("a property that Flex forbids", FUNCTIONS, "      minTlsVersion: '1.2'", "      minTlsVersion: '1.2'\n      alwaysOn: true", "Flex Consumption forbids alwaysOn"),
    _m("a setting that is dropped", FUNCTIONS, "  OIDC_TENANT: tenant().tenantId\n", "", "OIDC_TENANT is read by the app and not set"),
    _m("a setting that nobody reads", FUNCTIONS, "  OIDC_TENANT:", "  OIDC_TENAND: ''\n  OIDC_TENANT:", "OIDC_TENAND is set and nobody reads it"),
    _m("a secret as a setting", FUNCTIONS, "  OIDC_TENANT:", "  GRAPH_TOKEN: 'x'\n  OIDC_TENANT:", "GRAPH_TOKEN is a secret"),
    _m("a setting that the app refuses", FUNCTIONS, "SESSION_IDLE_HOURS: string(signIn.idleHours)", "SESSION_IDLE_HOURS: 'eight'", "the app refuses its settings"),
    _m("queues looked for in the wrong account", FUNCTIONS, "QUEUES_ENDPOINT: host.queues", "QUEUES_ENDPOINT: data.tables", "QUEUES_ENDPOINT has to be"),
    _m("calendars of the whole tenant", "entra.bicep", "'Place.Read.All'", "'Calendars.ReadWrite'", "is over the whole tenant"),
    _m("a role at Entra ID that is dropped", "entra.bicep", "value: 'auditor'", "value: 'auditors'", "app roles are not those"),
    _m("anybody of any tenant", "entra.bicep", "'AzureADMyOrg'", "'AzureADMultipleOrgs'", "signInAudience has to be"),
    _m("sign-in for everybody", "entra.bicep", "appRoleAssignmentRequired: true", "appRoleAssignmentRequired: false", "appRoleAssignmentRequired has to be"),
)  # fmt: skip
OPERATIONS = (
    _m("a reader of keys who leaves no trace", MONITORING, "module accessToData 'access.bicep' = if (logs.access != 'nothing')", "module accessToData 'access.bicep' = if (logs.access == 'everything')", "access is logged otherwise than was chosen"),
    _m("a log of changes only", "modules/access.bicep", "['StorageRead', 'StorageWrite', 'StorageDelete']", "['StorageWrite', 'StorageDelete']", "reading, writing and removing are all logged"),
    _m("a log that fills the day's brake unasked", MONITORING, "hasTables: logs.access == 'everything'", "hasTables: logs.access != 'nothing'", "access is logged otherwise than was chosen"),
    _m("a log that is misspelt", "modules/access.bicep", "    workspaceId: workspaceId\n  }\n}\n\nresource onTables", "    workspaceID: workspaceId\n  }\n}\n\nresource onTables", "there is no properties.workspaceID"),
    _m("a table that is not made", "contents.bicep", "  'tallies'\n", "", "tables are not those of the code"),
    _m("a queue that is not made", "contents.bicep", "  'deliver-poison'\n", "", "queues are not those of the code"),
    _m("a job that nobody watches", "contents.bicep", "  { name: 'sweep', hours: 26 }\n", "", "nobody is told when sweep"),
    _m("a job that is watched too late", "contents.bicep", "{ name: 'sweep', hours: 26 }", "{ name: 'sweep', hours: 72 }", "more than 47"),
    _m("a job that is waited for while it rests", "contents.bicep", "{ name: 'remind', hours: 1, byDay: true }", "{ name: 'remind', hours: 1 }", "by day work release_no_shows, remind, and no others"),
    _m("a day that ends earlier than the timers'", "queries/alarms.kql", "between (5 .. 17)", "between (5 .. 16)", "by day is from 5 to 17"),
    _m("jobs of Exchange that are waited for without one", ALERTS, "concat(jobs, hasExchange ? exchangeJobs : [])", "concat(jobs, exchangeJobs)", "never runs, and its silence is told"),
    _m("jobs of Exchange that are paid for without one", FUNCTIONS, "hasExchange ? [] : concat(map(exchangeJobs, job => job.name), exchangeQueues)", "hasExchange ? [] : exchangeQueues", "AzureWebJobs.reconcile_calendars.Disabled has to be 'true'"),
    _m("jobs of Exchange that are switched off with one", FUNCTIONS, "hasExchange ? [] : concat", "hasExchange ? ['sync_calendars'] : concat", "AzureWebJobs.sync_calendars.Disabled is set and nobody reads it"),
    _m("a poison queue that nobody watches", "queries/alarms.kql", "-poison'", "-dead'", "know nothing of -poison"),
    _m("an alarm that is switched off", ALERTS, "    enabled: true\n    severity: 1", "    enabled: false\n    severity: 1", "enabled has to be True"),
    _m("an alarm that nobody gets", ALERTS, "        operators.id\n", "", "actionGroups has to be"),
    _m("a lock that is dropped", STORES, "    locked: storage.locked\n", "    locked: false\n", "its lock is not as the parameters say"),
    _m("copies that go to the data's own account", STORES, "copies: { blobs: backup.outputs.blobs,", "copies: { blobs: data.outputs.blobs,", "BACKUP_BLOBS_ENDPOINT has to be"),
    _m("backups that are not versioned", BACKUP, "isVersioningEnabled: true", "isVersioningEnabled: false", "isVersioningEnabled has to be True"),
    _m("backups that stay too long", BACKUP, "var undeleteDays = 5", "var undeleteDays = 5 - 5", "keeps for five days"),
    _m("backups that never go", BACKUP, "              version: {\n                delete: {\n                  daysAfterCreationGreaterThan: keepDays\n                }\n              }\n", "", "version has to go"),
    _m("seating lists that stay", BACKUP, "var keepListDays = 5", "var keepListDays = 50", "a seating list goes"),
    _m("old seating lists that stay", BACKUP, "var keepOldListDays = 1", "var keepOldListDays = 9", "a seating list goes"),
    _m("seating lists that an erasure cannot replace", BACKUP, "  name: 'seating-lists'\n  properties: {\n", "  name: 'seating-lists'\n  properties: {\n    immutableStorageWithVersioning: {\n      enabled: true\n    }\n", "has to be able to replace"),
    _m("readers of lists who read the copies too", BACKUP, "name: guid(seatingLists.id, readers, roles.StorageBlobDataReader)\n  scope: seatingLists", "name: guid(account.id, readers, roles.StorageBlobDataReader)\n  scope: account", "reads the seating lists, and nothing else"),
    _m("seating lists that everybody named reads alone", BACKUP, "    principalType: 'Group'", "    principalType: 'User'", "a group, and by nobody else"),
    _m("backups beside the data", DEPANNE, "param location = 'westeurope'", "param location = 'northeurope'", "another region"),
    _m("no brake on logs", MONITORING, "dailyQuotaGb: json('${logs.dailyMb / 1000}.", "dailyQuotaGb: json('1${logs.dailyMb / 1000}.", "dailyQuotaGb has to be"),
    _m("spans that nobody sends", FUNCTIONS, "OPEN_TELEMETRY: openTelemetry ? 'true' : 'false'", "OPEN_TELEMETRY: 'true'", "the app makes spans if the host sends them"),
    _m("addresses of people in logs", MONITORING, "DisableIpMasking: false", "DisableIpMasking: true", "DisableIpMasking has to be"),
    _m("one request at a time", FUNCTIONS, "          http: {\n            perInstanceConcurrency: capacity.requestsPerInstance\n          }\n", "", "perInstanceConcurrency has to be"),
    _m("zones for the app and none for its account", BASE, "zoneRedundant: false", "zoneRedundant: true", "needs its host account in several zones"),
    _m("an update that stops everything", FUNCTIONS, "type: 'RollingUpdate'", "type: 'Recreate'", "siteUpdateStrategy.type has to be"),
    _m("a private address that is missing", STORES, "{ id: backup.outputs.id, services: ['blob'] }", "", "private addresses are missing"),
    _m("a subnet that is not delegated", NETWORK, "serviceName: 'Microsoft.App/environments'", "serviceName: 'Microsoft.Web/serverFarms'", "is delegated to"),
    _m("a network that is too small", "tenants/junglinster.bicepparam", "10.40.0.0/24", "10.40.0.0/27", "cidrSubnet"),
    _m("a name that is too long", "names.bicep", "take(squeezed(id), 7)", "take(squeezed(id), 20)", "as a name"),
    _m("a name with letters that Azure does not take", "names.bicep", "take(words(id), 20)}${empty(words(id)) ? '' : '-'}${environment}-", "take(id, 20)}-${environment}-", "as a name"),
    _m("a resource without tags", BACKUP, "  tags: here.tags\n", "", "no tags that say whose it is"),
    _m("a municipality without an obligatory parameter", DEPANNE, "param mail = {\n  address: 'vrijplek@depanne.example'\n  mailboxes: ['vrijplek@depanne.example']\n}\n", "", "parameter 'mail' is not given"),
    _m("a municipality with a parameter that is none", DEPANNE, "param mail =", "param colour = 'blue'\n\nparam mail =", "there is no parameter 'colour'"),
    _m("a municipality with a member of the wrong type", DEPANNE, "everySeconds: 900", "everySeconds: 901", "none of its choices"),
    _m("a municipality with a member that is missing", DEPANNE, "    from: '2026-12-01'\n", "", "budget.from is missing"),
    _m("a base that is not there", DEPANNE, "'_base.bicepparam'", "'_basis.bicepparam'", "there is no file"),
)  # fmt: skip
EARLY = (
    _m("a name that is known only later", STORAGE, "name: guid(account.id,", "name: guid(account.properties.primaryEndpoints.blob,", "is known only later"),
    _m("a condition that is known only later", STORES, "= if (networkAddresses != null) {", "= if (!empty(host.outputs.name)) {", "is known only later"),
    _m("a loop that is known only later, by way of a variable", FUNCTIONS, "  PUBLIC_URL: publicUrl", "  PUBLIC_URL: 'https://${plan.properties.geoRegion}'", "is known only later"),
)  # fmt: skip
CHOICES = (
    _m("a region outside the EEA", DEPANNE, "'westeurope'", "'uksouth'", "none of its choices"),
    _m("a region that is none", DEPANNE, "'westeurope'", "'west-europe'", "none of its choices"),
    _m("a place to look from that is none", DEPANNE, "'emea-nl-ams-azr'", "'emea-nl-ams'", "none of its choices"),
    _m("a budget from the middle of a month", DEPANNE, "2026-12-01", "2026-12-15", "first of a month"),
    _m("an operator without an address", DEPANNE, "'ict@depanne.example'", "'ict'", "no mail address"),
    _m("addresses of one's own that are none", DEPANNE, "203.0.113.0/28", "203.0.113.0-9", "the app refuses"),
    _m("a domain that is none", "tenants/junglinster.bicepparam", "'plaz.junglinster.example'", "'plaz junglinster'", "no 'plaz junglinster' as a name"),
    _m("an identity that vouches under the wrong id", "entra.bicep", "subject: identity.properties.principalId", "subject: identity.properties.clientId", "subject has to be"),
    _m("an address to return to that we do not have", "entra.bicep", "/auth/callback", "/auth/call-back", "redirectUris has to be"),
    _m("a right at Graph that nobody chose", "entra.bicep", "param readsPresence bool = false", "param readsPresence bool = true", "not those that are chosen"),
    _m("a member of the directory that is none", "entra.bicep", "output servicePrincipalId string = principal.id", "output servicePrincipalId string = principal.ids", "there is no 'ids'"),
    _m("a claim that tokens lack", "entra.bicep", "  'email'\n", "", "optionalClaims"),
)  # fmt: skip
LOOK, BUDGET, DOMAIN = "modules/availability.bicep", "modules/budget.bicep", "modules/domain.bicep"
WORDS = (
    _m("an alarm that fires never", ALERTS, "threshold: 0", "threshold: 1000", "fires on every row"),
    _m("an alarm that fires the wrong way round", ALERTS, "operator: 'GreaterThan'", "operator: 'LessThan'", "fires on every row"),
    _m("alarms without their names", ALERTS, "name: 'alarm'", "name: 'times'", "fires on every row"),
    _m("an alarm over the wrong thing", ALERTS, "      workspaceId\n", "      componentId\n", "scopes has to be"),
    _m("a look that wants an error", LOOK, "ExpectedHttpStatusCode: 200", "ExpectedHttpStatusCode: 503", "ValidationRules has to be"),
    _m("a look at another page", LOOK, "${publicUrl}/api/v1/health", "${publicUrl}/health", "/api/v1/health"),
    _m("a look that tells nobody", LOOK, "actionGroupId: actionGroupId\n      }", "actionGroupId: componentId\n      }", "actions has to be"),
    _m("a budget that is silent", BUDGET, "most: {\n        enabled: true", "most: {\n        enabled: false", "is on and goes to everyone"),
    _m("a budget that looks back only", BUDGET, "'Forecasted'", "'Actual'", "one of what will be"),
    _m("settings of two things mixed up", FUNCTIONS, "OIDC_SCOPES: signIn.scopes", "OIDC_SCOPES: signIn.apiScope", "OIDC_SCOPES has to be"),
    _m("an issuer that is another tenant's", FUNCTIONS, "${tenant().tenantId}/v2.0", "common/v2.0", "OIDC_ISSUER has to be"),
    _m("another cloud's Graph", FUNCTIONS, "https://graph.microsoft.com/v1.0", "https://graph.microsoft.us/v1.0", "GRAPH_BASE_URL has to be"),
    _m("accounts copied as others are", STORES, "redundancy: storage.dataRedundancy", "redundancy: storage.otherRedundancy", "sku.name has to be"),
    _m("an app that nobody reaches", FUNCTIONS, "publicNetworkAccess: 'Enabled'", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess has to be"),
    _m("an app in the wrong subnet", NETWORK, "output appSubnetId string = app.id", "output appSubnetId string = storage.id", "delegated to it"),
    _m("private addresses in the wrong subnet", NETWORK, "subnetId: storage.id", "subnetId: app.id", "in the subnet for storage"),
    _m("private names in the wrong zone", NETWORK, "[zones[0].id, zones[1].id, zones[2].id]", "[zones[1].id, zones[0].id, zones[2].id]", "named in its own zone"),
    _m("a certificate before its name", DOMAIN, "  dependsOn: [\n    name\n  ]\n", "", "certificates waits for"),
    _m("two subnets at a time", NETWORK, "  dependsOn: [\n    app\n  ]\n", "", "one subnet at a time"),
    _m("a name without its certificate", "modules/domain-bound.bicep", "'SniEnabled'", "'Disabled'", "bound first"),
    _m("an output that the next step misses", "main.bicep", "output appName string = app.outputs.name", "output siteName string = app.outputs.name", "the outputs of main.bicep"),
)  # fmt: skip
MUTATIONS = (*SYNTAX, *NAMES, *TYPES, *SECURITY, *OPERATIONS, *EARLY, *CHOICES, *WORDS)
