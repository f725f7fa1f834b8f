metadata name = 'Alerts'
metadata description = 'Who is told when something that should happen does not, or something happens that should not. docs/operations.md says what each alarm means. They stand outside the app, because its timers can stop while it serves pages.'

import { exchangeJobs, jobs } from '../contents.bicep'
import { alarmsType, hereType, jobType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. Who is told of what.')
param alarms alarmsType

@description('Required. Resource id of the workspace with the logs.')
param workspaceId string

@description('Required. Resource id of the component that keeps the results of looks from outside.')
param componentId string

@description('Required. How people reach us, without a slash at its end.')
param publicUrl string

@description('Required. Whether rooms are kept in step with an Exchange: without one its timers are switched off, and nobody waits for them.')
param hasExchange bool

@description('Optional. The timers, each with the hours of silence after which somebody is told. Otherwise those that run.')
param awaited jobType[] = concat(jobs, hasExchange ? exchangeJobs : [])

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${here.suffix}'
  location: 'global'
  tags: here.tags
  properties: {
    enabled: true
    groupShortName: 'vrijplek'
    emailReceivers: [
      for (address, number) in alarms.mailTo: {
        name: 'operator-${number}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

// One rule that knows every alarm: for every job the dead man's handle, by name, and what went wrong, by kind. Two days is
// the furthest that a rule can look back, a quarter of an hour the quickest that it looks at the lowest price.
resource alarm 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alarms-${here.suffix}'
  location: here.location
  tags: here.tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Vrijplek needs somebody (${here.suffix})'
    description: 'The dimension "alarm" says what it is, docs/operations.md what it means and what to do.'
    enabled: true
    severity: 1
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'P2D'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace(
            loadTextContent('../queries/alarms.kql'),
            'JOBS',
            join(map(awaited, job => '"${job.name}", ${job.hours}.0, ${(job.?byDay ?? false) ? 1 : 0}'), ', ')
          )
          metricMeasureColumn: 'times'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'alarm'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          failingPeriods: {
            minFailingPeriodsToAlert: 1
            numberOfEvaluationPeriods: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        operators.id
      ]
    }
  }
}

module look 'availability.bicep' = if (alarms.?availability != null) {
  params: {
    here: here
    availability: alarms.?availability!
    componentId: componentId
    publicUrl: publicUrl
    actionGroupId: operators.id
  }
}

module budget 'budget.bicep' = if (alarms.?budget != null) {
  params: {
    here: here
    budget: alarms.?budget!
    mailTo: alarms.mailTo
  }
}
