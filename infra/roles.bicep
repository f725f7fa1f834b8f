metadata name = 'Roles'
metadata description = 'Every role of Azure that anything here is given, named once. Nothing gets a role that is not in this list.'

@export()
@description('Ids of built-in roles.')
var roles = {
  StorageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  StorageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  StorageBlobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  StorageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  StorageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  MonitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@export()
@description('A role by its name here.')
type roleType =
  | 'StorageBlobDataOwner'
  | 'StorageBlobDataContributor'
  | 'StorageQueueDataContributor'
  | 'StorageTableDataContributor'
  | 'MonitoringMetricsPublisher'
