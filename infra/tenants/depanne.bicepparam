// Gemeente en OCMW De Panne (demo).
using '../main.bicep'
extends '_base.bicepparam'

param municipality = 'De Panne'

param location = 'westeurope'

param signIn = {
  clientId: '3d1f2a64-0c1b-4a57-9a53-5e0a6c0f1b01'
  apiAudience: '3d1f2a64-0c1b-4a57-9a53-5e0a6c0f1b01'
  apiScope: 'access_as_user'
  scopes: 'openid profile email'
  rolesClaim: 'roles'
  idleHours: 8
  longestHours: 24
}

param exchange = {
  serviceMailbox: 'vrijplek@depanne.example'
  organiser: 'service'
  notifications: true
  windowDays: 90
}

param mail = {
  address: 'vrijplek@depanne.example'
  mailboxes: ['vrijplek@depanne.example']
}

param limits = {
  differing: ''
  ownNetworks: '203.0.113.0/28'
  frontDoor: ''
  codesOnPhones: true
}

param alarms = {
  mailTo: ['ict@depanne.example']
  availability: {
    everySeconds: 900
    places: ['emea-nl-ams-azr']
  }
  budget: {
    amount: 25
    from: '2026-12-01'
  }
}
