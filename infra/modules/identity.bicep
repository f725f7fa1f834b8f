metadata name = 'Identity'
metadata description = 'Who the app is in Azure, at Entra ID and at Exchange. Made before the app, so that its roles are there at its first start and stay when the app is made anew.'

import { hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${here.suffix}'
  location: here.location
  tags: here.tags
  properties: {
    isolationScope: 'Regional'
  }
}

@description('Name.')
output name string = identity.name

@description('Resource id.')
output id string = identity.id

@description('Client id: how the app asks for tokens.')
output clientId string = identity.properties.clientId

@description('Object id: what roles are given to.')
output principalId string = identity.properties.principalId
