metadata name = 'Network'
metadata description = 'A network of one\'s own, for municipalities that want storage off the internet altogether. The app goes out through it, and finds its names in it.'

import { accountType, hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. The addresses of the network (CIDR), a /24 or larger: two subnets of 64 addresses are cut from it.')
param addresses string

@description('Required. The storage accounts that get private addresses in it.')
param accounts accountType[]

var services = [
  'blob'
  'queue'
  'table'
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${here.suffix}'
  location: here.location
  tags: here.tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses
      ]
    }
  }
}

resource app 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'app'
  properties: {
    addressPrefix: cidrSubnet(addresses, 26, 0)
    delegations: [
      {
        name: 'functions'
        properties: {
          serviceName: 'Microsoft.App/environments'
        }
      }
    ]
  }
}

// One after the other: a network changes one subnet at a time.
resource storage 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'storage'
  dependsOn: [
    app
  ]
  properties: {
    addressPrefix: cidrSubnet(addresses, 26, 1)
    privateEndpointNetworkPolicies: 'Disabled'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: here.tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, number) in services: {
    parent: zones[number]
    name: service
    location: 'global'
    tags: here.tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

module endpoints 'endpoints.bicep' = [
  for account in accounts: {
    params: {
      here: here
      account: account
      subnetId: storage.id
      zoneIds: [zones[0].id, zones[1].id, zones[2].id]
    }
  }
]

@description('Resource id of the subnet that the app goes out through.')
output appSubnetId string = app.id
