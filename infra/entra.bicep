metadata name = 'Entra'
metadata description = 'What Vrijplek is at Entra ID: an app registration with our roles, which the app\'s identity vouches for, so that no secret is kept anywhere; and what that identity may ask of Microsoft Graph. Run once by an administrator of the tenant, after main.bicep, whose outputs it takes.'

targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('Required. Name of the municipality, as its staff know it: they see it when they sign in.')
@minLength(1)
@maxLength(60)
param municipality string

@description('Required. How people reach us (output of main.bicep), without a slash at its end.')
param publicUrl string

@description('Required. Name of the app\'s identity (output of main.bicep).')
param identityName string

@description('Optional. Whether rooms and desks are read from Microsoft Places.')
param readsPlaces bool = true

@description('Optional. Whether it is shown who is at work today, as Microsoft Teams knows it.')
param readsPresence bool = false

// Rights over the whole tenant, so as few as can be. Calendars and mail are never among them: Exchange gives those, for
// chosen mailboxes only (exchange.ps1), and a right given here as well would undo that.
var graphRoles = concat(readsPlaces ? ['Place.Read.All'] : [], readsPresence ? ['Presence.Read.All'] : [])

// Ours, as in domain/rights.py; whoever has none is an employee.
var roles = [
  {
    value: 'team-lead'
    name: 'Team lead'
    description: 'Books for the people of a team.'
  }
  {
    value: 'reception'
    name: 'Reception'
    description: 'Books for anyone and sees who is in the house.'
  }
  {
    value: 'facility-manager'
    name: 'Facility manager'
    description: 'Runs the places, and may set a rule aside with a reason.'
  }
  {
    value: 'hr'
    name: 'HR'
    description: 'Sees figures about groups, never about a person.'
  }
  {
    value: 'administrator'
    name: 'Administrator'
    description: 'Imports, changes the privacy agreement and answers people about their own data.'
  }
  {
    value: 'auditor'
    name: 'Auditor'
    description: 'Reads the audit, which nobody else does.'
  }
]

// What adapters/identity/persons.py reads beyond what every token has: address, sign-in name, whether a guest, language.
var claims = [
  'acct'
  'email'
  'upn'
  'xms_pl'
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'vrijplek-${uniqueString(resourceGroup().id)}'
  displayName: 'Vrijplek ${municipality}'
  identifierUris: [
    'api://${tenant().tenantId}/vrijplek-${uniqueString(resourceGroup().id)}'
  ]
  signInAudience: 'AzureADMyOrg'
  web: {
    redirectUris: [
      '${publicUrl}/auth/callback'
      '${publicUrl}/auth/signed-out'
    ]
    implicitGrantSettings: {
      enableAccessTokenIssuance: false
      enableIdTokenIssuance: false
    }
  }
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: guid(resourceGroup().id, 'access_as_user')
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Use Vrijplek'
        adminConsentDescription: 'Sees and books places in the name of whoever signed in.'
        userConsentDisplayName: 'Use Vrijplek'
        userConsentDescription: 'Sees and books places in your name.'
      }
    ]
  }
  appRoles: [
    for role in roles: {
      id: guid(resourceGroup().id, role.value)
      value: role.value
      displayName: role.name
      description: role.description
      allowedMemberTypes: [
        'User'
      ]
      isEnabled: true
    }
  ]
  optionalClaims: {
    accessToken: [for claim in claims: { name: claim }]
    idToken: [for claim in claims: { name: claim }]
  }
  servicePrincipalLockConfiguration: {
    isEnabled: true
    allProperties: true
  }
}

// The app's identity vouches for the registration. The name is whole because a parent is not supported here.
resource vouching 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '${app.uniqueName}/identity'
  audiences: [
    'api://AzureADTokenExchange'
  ]
  issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  subject: identity.properties.principalId
}

// Nobody signs in who was not assigned: the municipality says who its staff are.
resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
  appRoleAssignmentRequired: true
}

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource rights 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for role in graphRoles: {
    appRoleId: first(filter(graph.appRoles, each => each.value == role))!.id
    principalId: identity.properties.principalId
    resourceId: graph.id
  }
]

@description('Client id of the registration: signIn.clientId and signIn.apiAudience of the municipality\'s parameters.')
output clientId string = app.appId

@description('Object id of the registration\'s service principal: people and groups are assigned to it.')
output servicePrincipalId string = principal.id
