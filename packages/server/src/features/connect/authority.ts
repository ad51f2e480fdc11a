import { places, type System } from './place.ts'
import { forPowerShell, forShell } from './quoting.ts'

/** Commands that put the private authority into the member's Codex home and tell the client about it. */
export function trustForMember(caPem: string, system: System): string {
  const pem = caPem.trim()
  if (system === 'windows') {
    return `$codexHome = if ($env:CODEX_HOME) { $env:CODEX_HOME } else { Join-Path $HOME '.codex' }
New-Item -ItemType Directory -Force -Path $codexHome | Out-Null
$authority = Join-Path $codexHome 'bailiwick-ca.pem'
Set-Content -Path $authority -Encoding ascii -Value ${forPowerShell(pem)}
[Environment]::SetEnvironmentVariable('CODEX_CA_CERTIFICATE', $authority, 'User')
`
  }
  const profile = system === 'macos' ? '~/.zshrc' : '~/.bashrc'
  return `codex_home="\${CODEX_HOME:-$HOME/.codex}"
mkdir -p "$codex_home"
printf '%s\\n' ${forShell(pem)} > "$codex_home/bailiwick-ca.pem"
printf 'export CODEX_CA_CERTIFICATE="%s"\\n' "$codex_home/bailiwick-ca.pem" >> ${profile}
export CODEX_CA_CERTIFICATE="$codex_home/bailiwick-ca.pem"
`
}

/** Commands that make the private authority known to every user of the machine. */
export function trustForEveryone(caPem: string, system: System): string {
  const pem = caPem.trim()
  if (system === 'windows') {
    return `$folder = Join-Path $env:ProgramData 'OpenAI\\Codex'
New-Item -ItemType Directory -Force -Path $folder | Out-Null
$authority = Join-Path $folder 'bailiwick-ca.pem'
Set-Content -Path $authority -Encoding ascii -Value ${forPowerShell(pem)}
[Environment]::SetEnvironmentVariable('CODEX_CA_CERTIFICATE', $authority, 'Machine')
`
  }
  const { authority, everyone } = places[system]
  return `sudo mkdir -p /etc/codex
printf '%s\\n' ${forShell(pem)} | sudo tee ${authority} > /dev/null
printf 'export CODEX_CA_CERTIFICATE=%s\\n' ${authority} | sudo tee -a ${everyone} > /dev/null
`
}
