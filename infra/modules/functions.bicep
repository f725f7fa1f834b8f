metadata name = 'Functions'
metadata description = 'The app on a Flex Consumption plan of its own: asleep it costs nothing. Every setting that the app reads is set here, and no other.'

import { exchangeJobs, exchangeQueues } from '../contents.bicep'
import { capacityType, dataType, exchangeType, hereType, hostType, identityType, limitsType, mailType, signInType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Required. The app\'s identity.')
param identity identityType

@description('Required. The account of the host: package, queues, and what the host itself keeps.')
param host hostType

@description('Required. The account with the data.')
param data dataType

@description('Required. Where the app sends its logs.')
param connectionString string

@description('Required. Whether logs are sent as OpenTelemetry.')
param openTelemetry bool

@description('Required. How people reach us, without a slash at its end.')
param publicUrl string

@description('Optional. A name of the municipality\'s own.')
param domain string?

@description('Required. Where people sign in.')
param signIn signInType

@description('Required. How rooms are kept in step with Exchange.')
param exchange exchangeType

@description('Required. How mail is sent.')
param mail mailType

@description('Required. How often something may be done.')
param limits limitsType

@description('Required. How much the app may take.')
param capacity capacityType

@description('Optional. Resource id of the subnet that the app reaches its storage from.')
param subnetId string?

var signsIn = !empty(signIn.clientId)

var platform = {
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__accountName: host.name
  AzureWebJobsStorage__clientId: identity.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString
}

var ours = {
  AZURE_CLIENT_ID: identity.clientId
  BACKUP_BLOBS_ENDPOINT: data.copies.blobs
  BLOBS_ENDPOINT: data.blobs
  CODES_ON_PHONES: limits.codesOnPhones ? 'true' : 'false'
  ERASED_AFTER_DAYS: string(data.copies.erasedAfterDays)
  FRONT_DOOR_ID: limits.frontDoor
  GRAPH_BASE_URL: 'https://graph.microsoft.com/v1.0'
  GRAPH_NOTIFICATION_URL: exchange.notifications ? '${publicUrl}/graph/notifications' : ''
  GRAPH_ORGANIZER_MODE: exchange.organiser
  GRAPH_SERVICE_MAILBOX: exchange.serviceMailbox
  GRAPH_SYNC_WINDOW_DAYS: string(exchange.windowDays)
  MAIL_OUTBOX: ''
  MAIL_SENDER: mail.address
  MAIL_SENDERS: join(mail.mailboxes, ' ')
  OIDC_API_AUDIENCE: signIn.apiAudience
  OIDC_API_SCOPE: signIn.apiScope
  OIDC_CLIENT_ID: signIn.clientId
  OIDC_ISSUER: signsIn ? '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' : ''
  OIDC_ROLES_CLAIM: signIn.rolesClaim
  OIDC_SCOPES: signIn.scopes
  OIDC_TENANT: tenant().tenantId
  OPEN_TELEMETRY: openTelemetry ? 'true' : 'false'
  OWN_NETWORKS: limits.ownNetworks
  PUBLIC_URL: publicUrl
  QUEUES_ENDPOINT: host.queues
  RATE_LIMITS: limits.differing
  SESSION_IDLE_HOURS: string(signIn.idleHours)
  SESSION_LONGEST_HOURS: string(signIn.longestHours)
  STORAGE_ACCOUNT: data.name
  TABLES_ENDPOINT: data.tables
}

// Each run would be paid for, and do nothing.
var hasExchange = !empty(exchange.serviceMailbox) || exchange.organiser == 'user'
var asleep = hasExchange ? [] : concat(map(exchangeJobs, job => job.name), exchangeQueues)
var switchedOff = toObject(asleep, name => 'AzureWebJobs.${name}.Disabled', name => 'true')

var onlyFrontDoor = empty(limits.frontDoor)
  ? []
  : [
      {
        action: 'Allow'
        headers: { 'x-azure-fdid': [limits.frontDoor] }
        ipAddress: 'AzureFrontDoor.Backend'
        name: 'front-door'
        priority: 100
        tag: 'ServiceTag'
      }
    ]

// What host.json says of it, said anew.
var traced = openTelemetry ? { AzureFunctionsJobHost__telemetryMode: 'OpenTelemetry' } : {}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'asp-${here.suffix}'
  location: here.location
  tags: here.tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: capacity.zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: here.location
  tags: here.tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    clientAffinityEnabled: false
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${host.blobs}${host.packages}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        alwaysReady: []
        instanceMemoryMB: capacity.memoryMb
        maximumInstanceCount: capacity.instances
        triggers: {
          http: {
            perInstanceConcurrency: capacity.requestsPerInstance
          }
        }
      }
      // Known to Azure, not yet to the types that the compiler has.
      #disable-next-line BCP037
      siteUpdateStrategy: {
        type: 'RollingUpdate'
      }
    }
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    serverFarmId: plan.id
    siteConfig: {
      appSettings: [
        for setting in items(union(platform, ours, switchedOff, traced)): {
          name: setting.key
          value: setting.value
        }
      ]
      ipSecurityRestrictions: onlyFrontDoor
      ipSecurityRestrictionsDefaultAction: empty(limits.frontDoor) ? 'Allow' : 'Deny'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    virtualNetworkSubnetId: subnetId
  }
}

resource passwords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [
  for door in ['ftp', 'scm']: {
    parent: site
    name: door
    properties: {
      allow: false
    }
  }
]

module ownName 'domain.bicep' = if (domain != null) {
  params: {
    here: here
    siteName: site.name
    planId: plan.id
    domain: domain!
  }
}

@description('Name.')
output name string = site.name

@description('Whether rooms are kept in step with an Exchange.')
output hasExchange bool = hasExchange
