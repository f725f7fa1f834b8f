metadata name = 'Storage account'
metadata description = 'One account with its tables, queues and containers. Opened by Entra identities only: there are no keys that could leak.'

import { roles, roleType } from '../roles.bicep'
import { contentsType, hereType, redundancyType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. How often it is copied.')
param redundancy redundancyType

@description('Required. What to make in it.')
param contents contentsType

@description('Required. Object id of the identity that may use it.')
param principalId string

@description('Required. The roles that it is given on this account.')
param granted roleType[]

@description('Required. Whether it is reached through private endpoints only.')
param isPrivate bool

@description('Required. Days for which a deleted blob or container can be brought back.')
@minValue(1)
@maxValue(30)
param undeleteDays int

@description('Required. Whether a lock keeps the account from being deleted.')
param locked bool

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: here.location
  tags: here.tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
    }
    deleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
    }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in contents.containers: {
    parent: blobService
    name: container
    properties: {
      publicAccess: 'None'
    }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource storageQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in contents.queues: {
    parent: queueService
    name: queue
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource storageTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in contents.tables: {
    parent: tableService
    name: table
  }
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in granted: {
    name: guid(account.id, principalId, roles[role])
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'What the municipality has stored is here. Remove the lock on purpose, never by a script.'
  }
}

@description('Resource id.')
output id string = account.id

@description('Name.')
output name string = account.name

@description('Address of its blobs, with a slash at its end.')
output blobs string = account.properties.primaryEndpoints.blob

@description('Address of its queues, with a slash at its end.')
output queues string = account.properties.primaryEndpoints.queue

@description('Address of its tables, with a slash at its end.')
output tables string = account.properties.primaryEndpoints.table
