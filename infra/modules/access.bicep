metadata name = 'Access log'
metadata description = 'Writes down who reads, changes and removes what in a storage account, also past the app: by which identity, from where, and when. It stands beside the account, so it sees administrators too.'

@description('Required. Name of the account.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Required. Whether its tables are logged too, not its blobs only.')
param hasTables bool

@description('Required. Resource id of the workspace that keeps the log.')
param workspaceId string

var categories = ['StorageRead', 'StorageWrite', 'StorageDelete']

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource onBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'access'
  scope: blobService
  properties: {
    logs: [
      for category in categories: {
        category: category
        enabled: true
      }
    ]
    workspaceId: workspaceId
  }
}

resource onTables 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hasTables) {
  name: 'access'
  scope: tableService
  properties: {
    logs: [
      for category in categories: {
        category: category
        enabled: true
      }
    ]
    workspaceId: workspaceId
  }
}
