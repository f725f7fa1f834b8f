metadata name = 'Stores'
metadata description = 'Everything that keeps something: the account of the host, the one with the data, the one with the backups; and, if it is wanted, the network without which none of them is reached.'

import { containers, queues, tables } from '../contents.bicep'
import { accountName } from '../names.bicep'
import { dataType, hereType, hostType, loggedType, storageType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Short name of the municipality.')
param municipality string

@description('Required. How and for how long things are stored.')
param storage storageType

@description('Required. Object id of the app\'s identity.')
param principalId string

@description('Optional. Addresses (CIDR) of a network of its own.')
param networkAddresses string?

var seed = resourceGroup().id
var packages = 'package'

module host 'storage.bicep' = {
  params: {
    here: here
    name: accountName('h', municipality, seed)
    redundancy: storage.otherRedundancy
    contents: { containers: [packages], queues: queues, tables: [] }
    principalId: principalId
    granted: ['StorageBlobDataOwner', 'StorageQueueDataContributor', 'StorageTableDataContributor']
    isPrivate: networkAddresses != null
    undeleteDays: 7
    locked: false
  }
}

module data 'storage.bicep' = {
  params: {
    here: here
    name: accountName('d', municipality, seed)
    redundancy: storage.dataRedundancy
    contents: { containers: containers, queues: [], tables: tables }
    principalId: principalId
    granted: ['StorageBlobDataContributor', 'StorageTableDataContributor']
    isPrivate: networkAddresses != null
    undeleteDays: 14
    locked: storage.locked
  }
}

module backup 'backup.bicep' = {
  params: {
    here: here
    name: accountName('b', municipality, seed)
    storage: storage
    principalId: principalId
    isPrivate: networkAddresses != null
  }
}

module network 'network.bicep' = if (networkAddresses != null) {
  params: {
    here: here
    addresses: networkAddresses!
    accounts: [
      { id: host.outputs.id, services: ['blob', 'queue', 'table'] }
      { id: data.outputs.id, services: ['blob', 'table'] }
      { id: backup.outputs.id, services: ['blob'] }
    ]
  }
}

@description('What the app has to know of the account of the host.')
output host hostType = {
  name: host.outputs.name
  blobs: host.outputs.blobs
  packages: packages
  queues: host.outputs.queues
}

@description('What the app has to know of the account with the data.')
output data dataType = {
  name: data.outputs.name
  blobs: data.outputs.blobs
  tables: data.outputs.tables
  copies: { blobs: backup.outputs.blobs, erasedAfterDays: storage.erasedAfterDays }
}

@description('The accounts of which it may be written down who reads and changes what.')
output logged loggedType = { data: data.outputs.name, backup: backup.outputs.name }

@description('Resource id of the subnet that the app goes out through; none without a network.')
output appSubnetId string? = network.?outputs.appSubnetId
