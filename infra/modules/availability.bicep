metadata name = 'Availability'
metadata description = 'A look from outside, whether people can reach us: the page /api/v1/health answers, and the certificate is good for two weeks more.'

import { availabilityType, hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. How often, and from where.')
param availability availabilityType

@description('Required. Resource id of the component that keeps the results.')
param componentId string

@description('Required. How people reach us, without a slash at its end.')
param publicUrl string

@description('Required. Resource id of the group of those who are told.')
param actionGroupId string

resource look 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'look-${here.suffix}'
  location: here.location
  tags: union(here.tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    Name: 'look-${here.suffix}'
    SyntheticMonitorId: 'look-${here.suffix}'
    Description: 'Whether people can reach Vrijplek.'
    Enabled: true
    Kind: 'standard'
    Frequency: availability.everySeconds
    Timeout: 60
    RetryEnabled: true
    Locations: [
      for place in availability.places: {
        Id: place
      }
    ]
    Request: {
      FollowRedirects: false
      HttpVerb: 'GET'
      ParseDependentRequests: false
      RequestUrl: '${publicUrl}/api/v1/health'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCertRemainingLifetimeCheck: 14
      SSLCheck: true
    }
  }
}

resource unreachable 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'unreachable-${here.suffix}'
  location: 'global'
  tags: here.tags
  properties: {
    description: 'Nobody can reach Vrijplek from outside.'
    enabled: true
    severity: 1
    autoMitigate: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
    scopes: [
      look.id
      componentId
    ]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      componentId: componentId
      failedLocationCount: length(availability.places)
      webTestId: look.id
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
