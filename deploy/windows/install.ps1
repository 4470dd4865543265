# Installs the Ward agent on Windows: a scheduled task that starts with the machine and comes back when it ends.
# Running it again updates the program and keeps configuration, key and data.
# It was written without a Windows at hand: read, not run. See README.md beside it.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Collector https://ward.example:8642 -Token TOKEN
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Remove
#requires -RunAsAdministrator
param(
  [string]$Collector,
  [string]$Token,
  [string]$Ca,
  # node.exe, version 16 or newer; Windows Server 2012 R2 needs 16.
  [string]$Node = (Join-Path $PSScriptRoot 'node.exe'),
  [switch]$Remove
)
$ErrorActionPreference = 'Stop'

$task = 'Ward agent'
$program = Join-Path $env:ProgramFiles 'Ward'
$data = Join-Path $env:ProgramData 'Ward'
$config = Join-Path $data 'agent.yaml'

function Stop-Agent {
  if (Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue) { Stop-ScheduledTask -TaskName $task }
}

if ($Remove) {
  Stop-Agent
  Unregister-ScheduledTask -TaskName $task -Confirm:$false
  Write-Output "The task is gone; $program and $data stay."
  exit 0
}

if (-not (Test-Path $Node)) { throw "There is no $Node : give a node.exe, version 16 or newer, with -Node." }
if (-not (Test-Path $config) -and (-not $Collector -or -not $Token)) {
  throw '-Collector URL and -Token TOKEN are needed the first time; a token is made on the page Agents and is valid once.'
}

Stop-Agent
New-Item -ItemType Directory -Force -Path $program, $data | Out-Null
Copy-Item -Force $Node (Join-Path $program 'node.exe')
Copy-Item -Force (Join-Path $PSScriptRoot 'ward-agent.js') $program
Copy-Item -Force (Join-Path $PSScriptRoot 'ward-agent-zone.js') $program

# Key and token are for the system and administrators alone.
icacls $data /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if (-not (Test-Path $config)) {
  $lines = @('collectors:', "  - $Collector", "token: $Token")
  if ($Ca) { $lines += @('tls:', "  ca: '$Ca'") }
  [IO.File]::WriteAllLines($config, $lines)
}

$arguments = '"{0}" --config "{1}" --data "{2}"' -f (Join-Path $program 'ward-agent.js'), $config, (Join-Path $data 'agent')
$action = New-ScheduledTaskAction -Execute (Join-Path $program 'node.exe') -Argument $arguments
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries `
  -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1)
$principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -RunLevel Highest
Register-ScheduledTask -Force -TaskName $task -Action $action -Trigger $trigger -Settings $settings -Principal $principal | Out-Null
Start-ScheduledTask -TaskName $task
Write-Output "The agent runs as the task '$task'. Its settings: $config"
