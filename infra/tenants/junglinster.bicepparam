// Gemeng Jonglënster (demo): storage off the internet, and a name of its own.
using '../main.bicep'
extends '_base.bicepparam'

param municipality = 'Junglinster'

param location = 'westeurope'

param storage = {
  dataRedundancy: 'Standard_GZRS'
  otherRedundancy: 'Standard_ZRS'
  backupLocation: 'swedencentral'
  erasedAfterDays: 30
  locked: true
  seatingListReaders: '5f0c2f6e-3d1b-4a52-9d0e-7c1a4b8e9f20'
}

// Who reads and changes what is written down in full, tables too.
param logs = {
  access: 'everything'
  keepDays: 30
  dailyMb: 500
  openTelemetry: false
}

param mail = {
  address: 'plaz@junglinster.example'
  mailboxes: ['plaz@junglinster.example']
}

param networkAddresses = '10.40.0.0/24'

param domain = 'plaz.junglinster.example'

param alarms = {
  mailTo: [
    'informatique@junglinster.example'
    'gebaier@junglinster.example'
  ]
}
