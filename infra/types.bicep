metadata name = 'Types'
metadata description = 'The shapes of the parameters: what a municipality decides, in its words.'

@export()
@description('test: for trying; prod: what people rely on.')
type environmentType = 'test' | 'prod'

@export()
@description('A region of the European Economic Area in which Flex Consumption and zones are to be had.')
type regionType =
  | 'francecentral'
  | 'germanywestcentral'
  | 'italynorth'
  | 'northeurope'
  | 'norwayeast'
  | 'spaincentral'
  | 'swedencentral'
  | 'westeurope'

@export()
@description('A place that Azure looks from: Amsterdam, Dublin, Paris, London, Zürich or Stockholm.')
type placeType =
  | 'emea-nl-ams-azr'
  | 'emea-gb-db3-azr'
  | 'emea-fr-pra-edge'
  | 'emea-ru-msa-edge'
  | 'emea-ch-zrh-edge'
  | 'emea-se-sto-edge'

@export()
@description('How often storage is copied: within a building (LRS), over three (ZRS), over three and a second region (GZRS).')
type redundancyType = 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

@export()
@description('Where people sign in.')
type signInType = {
  @description('Required. Client id of the app registration (output of entra.bicep). Empty until it exists: nobody can sign in.')
  clientId: string

  @description('Required. Audience of tokens for the API: usually the client id. Empty: none are accepted.')
  apiAudience: string

  @description('Required. The scope that a token for the API must have when it speaks for a person.')
  apiScope: string

  @description('Required. What is asked of the issuer at sign-in; openid must be among it.')
  scopes: string

  @description('Required. The claim with the roles. Empty: roles come from the imported files only.')
  rolesClaim: string

  @description('Required. Hours without use after which one signs in again.')
  @minValue(1)
  @maxValue(72)
  idleHours: int

  @description('Required. Hours after which one signs in again in any case.')
  @minValue(1)
  @maxValue(72)
  longestHours: int
}

@export()
@description('How rooms are kept in step with Exchange.')
type exchangeType = {
  @description('Required. The mailbox that invites rooms. Empty: rooms are not kept in step with Exchange.')
  serviceMailbox: string

  @description('Required. Who organises a meeting in a room: that mailbox, or the person who booked.')
  organiser: 'service' | 'user'

  @description('Required. Whether Graph tells us of changes at once. Otherwise a timer looks.')
  notifications: bool

  @description('Required. How many days ahead meetings of rooms are copied.')
  @minValue(1)
  @maxValue(1080)
  windowDays: int
}

@export()
@description('How mail is sent.')
type mailType = {
  @description('Required. The address that mails come from where no mailbox sends them.')
  address: string

  @description('Required. Mailboxes that send it through Exchange, each in its turn: without one, nobody could be told anything.')
  @minLength(1)
  mailboxes: string[]
}

@export()
@description('How much the app may take.')
type capacityType = {
  @description('Required. Memory of one instance in MB: 512 is a quarter of a core, 2048 one, 4096 two.')
  memoryMb: 512 | 2048 | 4096

  @description('Required. The most instances at a time: a guard against a bill, not a limit of users. Some regions take no less than 40.')
  @minValue(1)
  @maxValue(1000)
  instances: int

  @description('Required. Requests that one instance serves at a time. Without it, Python serves one.')
  @minValue(1)
  @maxValue(1000)
  requestsPerInstance: int

  @description('Required. Whether instances are spread over a region\'s zones, where it has them.')
  zoneRedundant: bool
}

@export()
@description('What is kept of the platform\'s logs. They hold no names.')
type logsType = {
  @description('Required. Days for which they are kept.')
  @minValue(30)
  @maxValue(730)
  keepDays: int

  @description('Required. Whether it is written down who reads and changes what in storage, past the app too: nothing; blobs (keys, drawings, copies); or everything, tables with every operation of the app itself among it, which is most of what is logged then and is paid for.')
  access: 'nothing' | 'blobs' | 'everything'

  @description('Required. The most of a day, in MB: a brake on cost. What comes after it is lost, and an alarm says so.')
  @minValue(25)
  @maxValue(5000)
  dailyMb: int

  @description('Required. Whether the platform sends what it sees as OpenTelemetry, and the app its spans. It cannot be thinned out there, and costs more.')
  openTelemetry: bool
}

@export()
@description('A look from outside, whether people can reach us. The dearest thing here: every look is paid for.')
type availabilityType = {
  @description('Required. Seconds between looks from one place.')
  everySeconds: 300 | 600 | 900

  @description('Required. From where.')
  @minLength(1)
  @maxLength(5)
  places: placeType[]
}

@export()
@description('What it may cost before somebody is told. Nothing is switched off.')
type budgetType = {
  @description('Required. Amount a month, in the currency of the subscription.')
  @minValue(1)
  amount: int

  @description('Required. The first day of the month in which the budget is made; it cannot be changed later.')
  @minLength(10)
  @maxLength(10)
  from: string
}

@export()
@description('How often something may be done, and from where.')
type limitsType = {
  @description('Required. What differs from the usual limits, as in: bookings=30/1,200/60 reads=600/1')
  differing: string

  @description('Required. The municipality\'s own address ranges (CIDR, with spaces between), as the internet sees them.')
  ownNetworks: string

  @description('Required. Id of the Azure Front Door that stands before the app: no other way in is left. Empty: none does.')
  frontDoor: string

  @description('Required. Whether badge number and personal code will do at a scanned place on one\'s own phone, or on kiosks only.')
  codesOnPhones: bool
}

@export()
@description('Who is told of what.')
type alarmsType = {
  @description('Required. Mail addresses that are told.')
  @minLength(1)
  @maxLength(20)
  mailTo: string[]

  @description('Optional. A look from outside; none without it.')
  availability: availabilityType?

  @description('Optional. What it may cost before somebody is told; nobody is without it.')
  budget: budgetType?
}

@export()
@description('How and for how long things are stored.')
type storageType = {
  @description('Required. How often the data is copied.')
  dataRedundancy: redundancyType

  @description('Required. How often the host account and the backups are copied.')
  otherRedundancy: redundancyType

  @description('Required. Region of the backups: another one than that of the data.')
  backupLocation: regionType

  @description('Required. Days after which an erased person is gone from backups too: what was promised.')
  @minValue(14)
  @maxValue(90)
  erasedAfterDays: int

  @description('Required. Whether locks keep data and backups from being deleted.')
  locked: bool

  @description('Optional. Object id of an Entra group (reception, the crisis team) that may read the seating lists when the app is down. Without it nobody but administrators.')
  @minLength(36)
  @maxLength(36)
  seatingListReaders: string?
}

@export()
@description('What modules hand to each other: where, and what everything is called.')
type hereType = {
  @description('Required. Region.')
  location: regionType

  @description('Required. The end of every name: municipality and environment.')
  suffix: string

  @description('Required. Tags of everything.')
  tags: { environment: string, municipality: string, product: string }
}

@export()
@description('What to make in a storage account.')
type contentsType = {
  @description('Required. Containers.')
  containers: string[]

  @description('Required. Queues.')
  queues: string[]

  @description('Required. Tables.')
  tables: string[]
}

@export()
@description('A storage account that gets private addresses.')
type accountType = {
  @description('Required. Resource id.')
  id: string

  @description('Required. Those of its services that are used.')
  services: ('blob' | 'queue' | 'table')[]
}

@export()
@description('The accounts of which it may be written down who reads and changes what.')
type loggedType = {
  @description('Required. Name of the account with the data.')
  data: string

  @description('Required. Name of the account with the copies.')
  backup: string
}

@export()
@description('The identity of the app.')
type identityType = {
  @description('Required. Resource id.')
  id: string

  @description('Required. Client id.')
  clientId: string
}

@export()
@description('The account of the host.')
type hostType = {
  @description('Required. Name.')
  name: string

  @description('Required. Address of its blobs.')
  blobs: string

  @description('Required. Container that holds the package of the app.')
  packages: string

  @description('Required. Address of its queues.')
  queues: string
}

@export()
@description('The account with the data.')
type dataType = {
  @description('Required. Name.')
  name: string

  @description('Required. Address of its blobs.')
  blobs: string

  @description('Required. Address of its tables.')
  tables: string

  @description('Required. Where its copies go.')
  copies: copiesType
}

@export()
@description('The account with the copies.')
type copiesType = {
  @description('Required. Address of its blobs.')
  blobs: string

  @description('Required. Days after which an erased person is gone from copies too.')
  erasedAfterDays: int
}

@export()
@description('A timer, and its silence.')
type jobType = {
  @description('Required. Name of the function.')
  name: string

  @description('Required. Hours after which somebody is told.')
  @minValue(1)
  @maxValue(47)
  hours: int

  @description('Optional. Whether it rests at night and at the weekend. Otherwise it never does.')
  byDay: bool?
}
