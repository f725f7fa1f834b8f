metadata name = 'Contents'
metadata description = 'What the code expects to be there: a test keeps these lists equal to those in the code. Add to them whatever you add there.'

@export()
@description('Tables of the data account (adapters/tables/names.py).')
var tables = [
  'bookings'
  'series'
  'places'
  'people'
  'requests'
  'quotas'
  'statistics'
  'heartbeats'
  'tallies'
  'codes'
  'audit'
  'erased'
  'sync'
  'mails'
]

@export()
@description('Queues of the host account (adapters/queues). Each has its poison queue, which is made too, so that it can be watched.')
var queues = [
  'deliver'
  'deliver-poison'
  'send-mail'
  'send-mail-poison'
  'sync-mailbox'
  'sync-mailbox-poison'
]

@export()
@description('Containers of the data account (adapters/provision.py).')
var containers = [
  'drawings'
  'keys'
]

@export()
@description('Timers (function_app.py), each with the hours of silence after which somebody is told; at most 47, the longest that one rule can look back. byDay: it rests at night and at the weekend (application/rounds.py), and nobody waits for it then.')
var jobs = [
  { name: 'release_no_shows', hours: 1, byDay: true }
  { name: 'remind', hours: 1, byDay: true }
  { name: 'seal_audit', hours: 3 }
  { name: 'extend_series', hours: 26 }
  { name: 'aggregate', hours: 26 }
  { name: 'sweep', hours: 26 }
  { name: 'retain', hours: 26 }
  { name: 'rotate_keys', hours: 26 }
  { name: 'back_up', hours: 26 }
  { name: 'list_seats', hours: 26 }
]

@export()
@description('The timers of Exchange, as above. Without an Exchange they are switched off, and nobody waits for them.')
var exchangeJobs = [
  { name: 'sync_calendars', hours: 1 }
  { name: 'renew_subscriptions', hours: 13 }
  { name: 'reconcile_calendars', hours: 26 }
]

@export()
@description('Functions of Exchange that no timer starts: switched off without it, too.')
var exchangeQueues = [
  'sync_mailbox'
]
