metadata name = 'Monitoring'
metadata description = 'Where the platform\'s logs go: a workspace with a brake on its cost, and the component that takes what the app sends. Both know identities only, no keys.'

import { roles } from '../roles.bicep'
import { hereType, loggedType, logsType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. What is kept of the platform\'s logs.')
param logs logsType

@description('Required. The accounts of which it may be written down who reads and changes what.')
param logged loggedType

@description('Required. Object id of the identity that may send.')
param principalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${here.suffix}'
  location: here.location
  tags: here.tags
  properties: {
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
      immediatePurgeDataOn30Days: true
    }
    retentionInDays: logs.keepDays
    sku: {
      name: 'PerGB2018'
    }
    workspaceCapping: {
      // A number of GB; Bicep knows whole numbers only.
      dailyQuotaGb: json('${logs.dailyMb / 1000}.${padLeft(logs.dailyMb % 1000, 3, '0')}')
    }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${here.suffix}'
  location: here.location
  tags: here.tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableIpMasking: false
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
    RetentionInDays: logs.keepDays
    WorkspaceResourceId: workspace.id
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, roles.MonitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.MonitoringMetricsPublisher
    )
  }
}

module accessToData 'access.bicep' = if (logs.access != 'nothing') {
  params: { accountName: logged.data, hasTables: logs.access == 'everything', workspaceId: workspace.id }
}

module accessToCopies 'access.bicep' = if (logs.access != 'nothing') {
  params: { accountName: logged.backup, hasTables: false, workspaceId: workspace.id }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('Resource id of the component.')
output componentId string = component.id

@description('Where the app sends to. It opens nothing: sending takes an identity with a role.')
output connectionString string = component.properties.ConnectionString
