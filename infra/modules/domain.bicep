metadata name = 'Domain'
metadata description = 'A name of the municipality\'s own, with a certificate that renews itself. The name\'s CNAME and TXT records must be there before (output of the app).'

import { hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Name of the app.')
param siteName string

@description('Required. Resource id of the app\'s plan.')
param planId string

@description('Required. The name, as in plek.example.nl.')
@minLength(4)
@maxLength(253)
param domain string

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: siteName
}

resource name 'Microsoft.Web/sites/hostNameBindings@2025-03-01' = {
  parent: site
  name: domain
  properties: {
    customHostNameDnsRecordType: 'CName'
    hostNameType: 'Verified'
    siteName: siteName
    sslState: 'Disabled'
  }
}

resource certificate 'Microsoft.Web/sites/certificates@2025-03-01' = {
  parent: site
  name: domain
  location: here.location
  tags: here.tags
  dependsOn: [
    name
  ]
  properties: {
    canonicalName: domain
    serverFarmId: planId
  }
}

// The same name once more, now with its certificate: a certificate is made for a name that is bound already.
module bound 'domain-bound.bicep' = {
  params: {
    domain: domain
    siteName: siteName
    thumbprint: certificate.properties.thumbprint
  }
}
