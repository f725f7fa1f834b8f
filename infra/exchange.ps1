<#
.SYNOPSIS
Lets Vrijplek's identity into the mailboxes that a municipality has marked, and into no others.

.DESCRIPTION
Exchange gives the rights (RBAC for Applications), for marked mailboxes only. Nothing of the kind may be given at Entra ID
as well: rights add up, and one over the whole tenant would undo the marks. The script checks that, too.

A calendar is open where a custom attribute of its mailbox says 'vrijplek': rooms, vehicles, the mailbox that invites them.
The municipality marks rooms and takes marks away as it likes; the script marks the service mailbox. Mail is sent as the
named senders only. docs/exchange.md tells the same step by step.

Needs: Connect-ExchangeOnline as Exchange Administrator; az login for -Verify. May be run again; -WhatIf shows what it
would do. What it changes takes up to two hours to be felt.

.EXAMPLE
./exchange.ps1 -ClientId … -PrincipalId … -ServiceMailbox vrijplek@depanne.example -Sender vrijplek@depanne.example

.EXAMPLE
./exchange.ps1 -ClientId … -PrincipalId … -ServiceMailbox … -Sender … -Verify -Room zaal1@… -Outsider burgemeester@…

.EXAMPLE
./exchange.ps1 -ClientId … -PrincipalId … -ServiceMailbox … -Sender … -Processing processing.csv
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Client id of the app's identity (output identityClientId of main.bicep).
    [Parameter(Mandatory)] [guid] $ClientId,
    # Object id of the app's identity (output identityPrincipalId of main.bicep).
    [Parameter(Mandatory)] [guid] $PrincipalId,
    # The mailbox that invites rooms.
    [Parameter(Mandatory)] [string] $ServiceMailbox,
    # The mailboxes that mails come from; the service mailbox may be one of them.
    [Parameter(Mandatory)] [string[]] $Sender,
    # The custom attribute that holds the mark: one that is used for nothing else.
    [ValidatePattern('^CustomAttribute([1-9]|1[0-5])$')] [string] $Attribute = 'CustomAttribute7',
    # A group whose direct members' calendars may be written: only for meetings in a person's own name, and for mirrors.
    [string] $PeopleGroup = '',
    # Whether it may be read what kind of mailbox a marked one is.
    [switch] $ReadsSettings,
    # Only looks whether everything is as it should be; exits with 1 where it is not.
    [switch] $Verify,
    # A marked room, to look at.
    [string] $Room = '',
    # A mailbox that must stay closed, to look at.
    [string] $Outsider = '',
    # Only writes how the marked rooms answer requests into this file, for adapters.cli exchange places --processing.
    [string] $Processing = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$calendars = 'Application Calendars.ReadWrite'
$mail = 'Application Mail.Send'
$settings = 'Application MailboxSettings.Read'
$scopes = @{
    'Vrijplek calendars' = "$Attribute -eq 'vrijplek'"
    'Vrijplek mail'      = ($Sender | ForEach-Object { "(PrimarySmtpAddress -eq '$_')" }) -join ' -or '
}
# What Entra ID must never have given: the same over the whole tenant.
$never = @{
    'ef54d2bf-783f-4e0f-bca1-3210c0444d99' = 'Calendars.ReadWrite'
    '798ee544-9d2d-430c-a058-570e29e34338' = 'Calendars.Read'
    'b633e1c5-b582-4048-a93e-9f11b44c7e96' = 'Mail.Send'
    'e2a3a72e-5f79-4c64-b1b1-878b674786c9' = 'Mail.ReadWrite'
    '810c84a8-4a9e-49e6-bf7d-12d183f40d01' = 'Mail.Read'
}

function Set-Mark([string] $Mailbox) {
    $found = (Get-Mailbox -Identity $Mailbox).$Attribute
    if ($found -and $found -ne 'vrijplek') {
        throw "$Attribute of $Mailbox already holds '$found': choose another one with -Attribute."
    }
    if (-not $found -and $PSCmdlet.ShouldProcess($Mailbox, 'mark')) {
        $change = @{ Identity = $Mailbox; $Attribute = 'vrijplek' }
        Set-Mailbox @change
    }
}

function Set-Scope([string] $Name, [string] $Filter) {
    $there = Get-ManagementScope -Identity $Name -ErrorAction SilentlyContinue
    if (-not $there -and $PSCmdlet.ShouldProcess($Name, "scope: $Filter")) {
        New-ManagementScope -Name $Name -RecipientRestrictionFilter $Filter | Out-Null
    }
    elseif ($there -and $there.RecipientFilter -ne $Filter -and $PSCmdlet.ShouldProcess($Name, "scope: $Filter")) {
        Set-ManagementScope -Identity $Name -RecipientRestrictionFilter $Filter
    }
}

function Set-Right([string] $Name, [string] $Role, [hashtable] $Over) {
    $there = Get-ManagementRoleAssignment -Identity $Name -ErrorAction SilentlyContinue
    if (-not $there -and $PSCmdlet.ShouldProcess($Name, "give $Role")) {
        New-ManagementRoleAssignment -Name $Name -App $PrincipalId -Role $Role @Over | Out-Null
    }
}

function Set-Everything {
    if (-not (Get-ServicePrincipal -Identity $PrincipalId -ErrorAction SilentlyContinue)) {
        if ($PSCmdlet.ShouldProcess($PrincipalId, 'make known to Exchange')) {
            New-ServicePrincipal -AppId $ClientId -ObjectId $PrincipalId -DisplayName 'Vrijplek' | Out-Null
        }
    }
    foreach ($name in $scopes.Keys) { Set-Scope $name $scopes[$name] }
    Set-Mark $ServiceMailbox
    Set-Right 'Vrijplek calendars' $calendars @{ CustomResourceScope = 'Vrijplek calendars' }
    Set-Right 'Vrijplek mail' $mail @{ CustomResourceScope = 'Vrijplek mail' }
    if ($ReadsSettings) {
        Set-Right 'Vrijplek settings' $settings @{ CustomResourceScope = 'Vrijplek calendars' }
    }
    if ($PeopleGroup) {
        Set-Right 'Vrijplek people' $calendars @{ RecipientGroupScope = $PeopleGroup }
    }
}

function Test-Reach([string] $Mailbox, [string] $Role, [bool] $Wanted) {
    $found = Test-ServicePrincipalAuthorization -Identity $PrincipalId -Resource $Mailbox |
        Where-Object { $_.RoleName -eq $Role }
    $within = [bool] ($found | Where-Object { $_.InScope -eq $true })
    if ($within -ne $Wanted) {
        $state = if ($within) { 'open' } else { 'closed' }
        "$Mailbox is $state for $Role, and should not be."
    }
}

function Test-Everything {
    Test-Reach $ServiceMailbox $calendars $true
    foreach ($each in $Sender) { Test-Reach $each $mail $true }
    if ($Room) {
        Test-Reach $Room $calendars $true
        Test-Reach $Room $mail $false
    }
    if ($Outsider) {
        Test-Reach $Outsider $calendars $false
        Test-Reach $Outsider $mail $false
    }
    # Exchange does not see what Entra ID gives, so it is asked as well.
    $graph = "https://graph.microsoft.com/v1.0/servicePrincipals/$PrincipalId/appRoleAssignments"
    $given = (az rest --method GET --url $graph | ConvertFrom-Json).value
    foreach ($each in $given) {
        if ($never.ContainsKey($each.appRoleId)) {
            "Entra ID gives $($never[$each.appRoleId]) over the whole tenant: take it away."
        }
    }
}

function Export-Processing([string] $File) {
    $said = 'AutomateProcessing', 'BookingWindowInDays', 'MaximumDurationInMinutes', 'AllowRecurringMeetings',
        'AllowConflicts', 'ScheduleOnlyDuringWorkHours', 'AllBookInPolicy'
    $delegates = @{ Name = 'ResourceDelegates'; Expression = { @($_.ResourceDelegates | Where-Object { $_ }).Count } }
    Get-Mailbox -RecipientTypeDetails RoomMailbox -Filter "$Attribute -eq 'vrijplek'" -ResultSize Unlimited |
        ForEach-Object {
            $address = $_.UserPrincipalName
            $mailbox = @{ Name = 'Mailbox'; Expression = { $address } }
            Get-CalendarProcessing -Identity $address | Select-Object (@($mailbox) + $said + $delegates)
        } | Export-Csv -Path $File -NoTypeInformation -Encoding utf8
}

if ($Processing) {
    Export-Processing $Processing
}
elseif ($Verify) {
    $wrong = @(Test-Everything)
    $wrong | ForEach-Object { Write-Output $_ }
    if ($wrong.Count -gt 0) { exit 1 }
    Write-Output 'Exchange lets Vrijplek in where it should, and nowhere else.'
}
else {
    Set-Everything
}
