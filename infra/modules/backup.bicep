metadata name = 'Backup account'
metadata description = 'Where every night\'s copy and every morning\'s seating lists go: another account in another region. A copy can be added, but neither changed nor removed for some days; after that it goes by itself, before the day on which an erased person has to be gone everywhere.'

import { roles } from '../roles.bicep'
import { hereType, storageType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. How and for how long things are stored.')
param storage storageType

@description('Required. Object id of the identity that makes the copies.')
param principalId string

@description('Required. Whether it is reached through private endpoints only.')
param isPrivate bool

// A copy that is due becomes an old version, which is removed at the next pass, and can then be brought back for some
// days: all that has to be over in time. The rules run once a day, so each of their two passes may take a day longer.
var undeleteDays = 5
var passes = 3
var keepDays = storage.erasedAfterDays - undeleteDays - passes
var unchangedDays = min(keepDays, 14)
// A seating list is replaced every morning. One that is not is of no use after the longest of weekends.
var keepListDays = 5
var keepOldListDays = 1
var readers = storage.?seatingListReaders ?? ''

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: storage.backupLocation
  tags: here.tags
  kind: 'StorageV2'
  sku: {
    name: storage.otherRedundancy
  }
  properties: {
    // Cool would cost more: it is charged for thirty days, and no copy stays so long.
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
    isVersioningEnabled: true
  }
}

resource backups 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobService
  name: 'backups'
  properties: {
    immutableStorageWithVersioning: {
      enabled: true
    }
    publicAccess: 'None'
  }
}

// Who sits where today, for when the app does not answer. No immutability: an erasure replaces them.
resource seatingLists 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobService
  name: 'seating-lists'
  properties: {
    publicAccess: 'None'
  }
}

// Unlocked on purpose: a locked one could never be shortened, not even to keep the promise of erasure.
resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = {
  parent: backups
  name: 'default'
  properties: {
    allowProtectedAppendWrites: false
    immutabilityPeriodSinceCreationInDays: unchangedDays
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  dependsOn: [
    backups
  ]
  properties: {
    policy: {
      rules: [
        {
          name: 'age-out'
          type: 'Lifecycle'
          definition: {
            actions: {
              baseBlob: {
                delete: {
                  daysAfterCreationGreaterThan: keepDays
                }
              }
              snapshot: {
                delete: {
                  daysAfterCreationGreaterThan: keepDays
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: keepDays
                }
              }
            }
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
          }
        }
        {
          name: 'forget-seating-lists'
          type: 'Lifecycle'
          definition: {
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: keepListDays
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: keepOldListDays
                }
              }
            }
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${seatingLists.name}/'
              ]
            }
          }
        }
      ]
    }
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(backups.id, principalId, roles.StorageBlobDataContributor)
  scope: backups
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.StorageBlobDataContributor
    )
  }
}

resource listAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(seatingLists.id, principalId, roles.StorageBlobDataContributor)
  scope: seatingLists
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.StorageBlobDataContributor
    )
  }
}

resource readerAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(readers)) {
  name: guid(seatingLists.id, readers, roles.StorageBlobDataReader)
  scope: seatingLists
  properties: {
    principalId: readers
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.StorageBlobDataReader)
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (storage.locked) {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'The copies from which everything can be brought back. Remove the lock on purpose, never by a script.'
  }
}

@description('Resource id.')
output id string = account.id

@description('Name.')
output name string = account.name

@description('Address of its blobs, with a slash at its end.')
output blobs string = account.properties.primaryEndpoints.blob
