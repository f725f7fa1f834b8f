// What every municipality starts with. Its own file names only what is different: param by param, whole.
using none

param environmentName = 'prod'

param storage = {
  dataRedundancy: 'Standard_ZRS'
  otherRedundancy: 'Standard_LRS'
  backupLocation: 'northeurope'
  erasedAfterDays: 30
  locked: true
}

// Empty until entra.bicep has made the registration: nobody can sign in before.
param signIn = {
  clientId: ''
  apiAudience: ''
  apiScope: 'access_as_user'
  scopes: 'openid profile email'
  rolesClaim: 'roles'
  idleHours: 8
  longestHours: 24
}

param exchange = {
  serviceMailbox: ''
  organiser: 'service'
  notifications: false
  windowDays: 90
}

param limits = {
  differing: ''
  ownNetworks: ''
  frontDoor: ''
  codesOnPhones: true
}

param capacity = {
  memoryMb: 2048
  instances: 40
  requestsPerInstance: 16
  zoneRedundant: false
}

param logs = {
  access: 'blobs'
  keepDays: 30
  dailyMb: 100
  openTelemetry: false
}
