metadata name = 'Private endpoints'
metadata description = 'Private addresses of one storage account, one for each of its services that is used. Each is paid for by the hour: together they cost more than everything else.'

import { accountType, hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. The storage account, and which of its services are used.')
param account accountType

@description('Required. Resource id of the subnet.')
param subnetId string

@description('Required. Resource ids of the name zones for blob, queue and table, in this order.')
@minLength(3)
@maxLength(3)
param zoneIds string[]

var name = last(split(account.id, '/'))
var order = [
  'blob'
  'queue'
  'table'
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for service in account.services: {
    name: 'pe-${name}-${service}'
    location: here.location
    tags: here.tags
    properties: {
      customNetworkInterfaceName: 'nic-${name}-${service}'
      privateLinkServiceConnections: [
        {
          name: service
          properties: {
            groupIds: [
              service
            ]
            privateLinkServiceId: account.id
          }
        }
      ]
      subnet: {
        id: subnetId
      }
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (service, number) in account.services: {
    parent: endpoints[number]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service
          properties: {
            privateDnsZoneId: zoneIds[indexOf(order, service)]
          }
        }
      ]
    }
  }
]
