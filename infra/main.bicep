metadata name = 'Vrijplek'
metadata description = 'Everything that one municipality runs on, in one resource group: its unit of isolation, of cost and of deletion. entra.bicep and exchange.ps1 do what Azure does not reach.'

targetScope = 'resourceGroup'

import { appName, suffixOf } from 'names.bicep'
import { alarmsType, capacityType, environmentType, exchangeType, limitsType, logsType, mailType, regionType, signInType, storageType } from 'types.bicep'

@description('Required. Short name of the municipality, once and for all: its letters and digits are in every name here.')
@minLength(1)
@maxLength(60)
param municipality string

@description('Required. Whether people rely on it.')
param environmentName environmentType

@description('Required. Region of everything but the backups.')
param location regionType

@description('Required. How and for how long things are stored.')
param storage storageType

@description('Required. Where people sign in.')
param signIn signInType

@description('Required. How rooms are kept in step with Exchange.')
param exchange exchangeType

@description('Required. How mail is sent.')
param mail mailType

@description('Required. How often something may be done, and from where.')
param limits limitsType

@description('Required. How much the app may take.')
param capacity capacityType

@description('Required. What is kept of the platform\'s logs.')
param logs logsType

@description('Required. Who is told of what.')
param alarms alarmsType

@description('Optional. Addresses (CIDR, /24 or larger) of a network of its own with private storage. Without it storage is reached over the internet, by identities only.')
param networkAddresses string?

@description('Optional. A name of the municipality\'s own, as in plek.example.nl. Without it the app has the address that Azure gives it.')
param domain string?

var site = appName(municipality, environmentName, resourceGroup().id)
var publicUrl = 'https://${domain ?? '${site}.azurewebsites.net'}'
var here = {
  location: location
  suffix: suffixOf(municipality, environmentName)
  tags: { environment: environmentName, municipality: municipality, product: 'vrijplek' }
}

module identity 'modules/identity.bicep' = {
  params: { here: here }
}

module stores 'modules/stores.bicep' = {
  params: {
    here: here
    municipality: municipality
    networkAddresses: networkAddresses
    principalId: identity.outputs.principalId
    storage: storage
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: { here: here, logged: stores.outputs.logged, logs: logs, principalId: identity.outputs.principalId }
}

module app 'modules/functions.bicep' = {
  params: {
    here: here
    name: site
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    host: stores.outputs.host
    data: stores.outputs.data
    connectionString: monitoring.outputs.connectionString
    openTelemetry: logs.openTelemetry
    publicUrl: publicUrl
    domain: domain
    signIn: signIn
    exchange: exchange
    mail: mail
    limits: limits
    capacity: capacity
    subnetId: stores.outputs.appSubnetId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    here: here
    alarms: alarms
    componentId: monitoring.outputs.componentId
    hasExchange: app.outputs.hasExchange
    publicUrl: publicUrl
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('How people reach it. Give it to entra.bicep.')
output publicUrl string = publicUrl

@description('Name of the app: where the package goes.')
output appName string = app.outputs.name

@description('Name of the app\'s identity. Give it to entra.bicep.')
output identityName string = identity.outputs.name

@description('Client id of the app\'s identity. Give it to exchange.ps1.')
output identityClientId string = identity.outputs.clientId

@description('Object id of the app\'s identity. Give it to exchange.ps1.')
output identityPrincipalId string = identity.outputs.principalId
