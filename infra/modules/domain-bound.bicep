metadata name = 'Domain with its certificate'
metadata description = 'Binds a certificate to a name that the app has already.'

@description('Required. Name of the app.')
param siteName string

@description('Required. The name.')
@minLength(4)
@maxLength(253)
param domain string

@description('Required. Thumbprint of the certificate. It is public.')
param thumbprint string

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
    sslState: 'SniEnabled'
    thumbprint: thumbprint
  }
}
