metadata name = 'Budget'
metadata description = 'Tells somebody when a municipality costs more than was thought. Nothing is switched off.'

import { budgetType, hereType } from '../types.bicep'

@description('Required. Where, and what everything is called.')
param here hereType

@description('Required. What it may cost.')
param budget budgetType

@description('Required. Mail addresses that are told.')
@minLength(1)
param mailTo string[]

resource month 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'budget-${here.suffix}'
  properties: {
    amount: budget.amount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: budget.from
    }
    notifications: {
      half: {
        enabled: true
        contactEmails: mailTo
        operator: 'GreaterThanOrEqualTo'
        threshold: 50
        thresholdType: 'Actual'
      }
      most: {
        enabled: true
        contactEmails: mailTo
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
      }
      all: {
        enabled: true
        contactEmails: mailTo
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
      }
      soon: {
        enabled: true
        contactEmails: mailTo
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
      }
    }
  }
}
