// The large demo municipality (demo/large.py): for trying, so nothing is locked and kiosks are the only way without a PC.
using '../main.bicep'
extends '_base.bicepparam'

param municipality = 'Groot'

param environmentName = 'test'

param location = 'swedencentral'

param storage = {
  dataRedundancy: 'Standard_LRS'
  otherRedundancy: 'Standard_LRS'
  backupLocation: 'northeurope'
  erasedAfterDays: 30
  locked: false
}

param logs = {
  access: 'nothing'
  keepDays: 30
  dailyMb: 100
  openTelemetry: true
}

param mail = {
  address: 'vrijplek@groot.example'
  mailboxes: ['vrijplek@groot.example']
}

param limits = {
  differing: 'bookings=60/1 reads=1200/1'
  ownNetworks: '198.51.100.0/24 2001:db8::/48'
  frontDoor: '5b6f0a0e-3c9e-4b3e-9d54-0d2f3c7d1a02'
  codesOnPhones: false
}

param capacity = {
  memoryMb: 2048
  instances: 100
  requestsPerInstance: 32
  zoneRedundant: false
}

param alarms = {
  mailTo: ['beheer@groot.example']
}
