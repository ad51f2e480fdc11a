import { stringify } from 'smol-toml'
import { checkPolicy } from '../check/check-bundle.ts'
import { type Composed, composeExport, type ExportInput, type PolicyExport } from './export-input.ts'
import { header } from './header.ts'

/** The requirements as TOML with LF line ends, and what its reader must know. Floats keep their point. */
export function requirementsText(input: ExportInput): { text: string; warnings: string[] } {
  const composed = composeExport(input)
  const text = `${header(input)}${stringify(composed.root, { numbersAsFloat: true })}`
  return { text, warnings: [...relativePaths(input), ...localWarnings(input, composed)] }
}

/** `/etc/codex/requirements.toml` for Linux and macOS: the lowest layer of requirements (client 0.169.0 §7.1). */
export function requirementsFile(input: ExportInput): PolicyExport {
  const { text, warnings } = requirementsText(input)
  const floor =
    'The file is the lowest layer: where the server delivers the same key to somebody who signed in, the server’s value counts.'
  return { fileName: 'requirements.toml', mediaType: 'application/toml', contents: text, warnings: [floor, ...warnings] }
}

/**
 * `requirements.toml` for %ProgramData%\OpenAI\Codex, with CRLF line ends. The document has no text over several lines in it, so that the
 * line ends change no value; a client reads both (0.169.0).
 */
export function windowsFile(input: ExportInput): PolicyExport {
  const file = requirementsFile(input)
  const unproven = 'The place is the one that the vendor documents; nobody has tried it with Bailiwick on Windows.'
  return { ...file, contents: file.contents.replaceAll('\n', '\r\n'), warnings: [...file.warnings, unproven] }
}

/** Commands for an administrator's PowerShell, started where the file lies; what was there before is kept beside it. */
export function windowsPlacement(): PolicyExport {
  const contents = `# Run as administrator, in the folder that holds requirements.toml.
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramData 'OpenAI\\Codex'
$target = Join-Path $folder 'requirements.toml'
New-Item -ItemType Directory -Force -Path $folder | Out-Null
if ((Test-Path $target) -and -not (Test-Path "$target.before")) { Copy-Item -Path $target -Destination "$target.before" }
Copy-Item -Force -Path '.\\requirements.toml' -Destination $target
# Administrators and the system write, everyone else reads.
icacls $folder /inheritance:r /grant '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX' | Out-Null
`
  return {
    fileName: 'place-requirements.ps1',
    mediaType: 'text/plain',
    contents: contents.replaceAll('\n', '\r\n'),
    warnings: ['Not tried on Windows by Bailiwick.'],
  }
}

/** A relative path means a folder below CODEX_HOME in a bundle, and below /etc/codex in the file (seen with 0.169.0). */
function relativePaths({ policy }: ExportInput): string[] {
  if (!policy) return []
  return checkPolicy(policy.contents)
    .problems.filter(({ code }) => code === 'path_relative' || code === 'path_not_effective')
    .map(
      ({ key }) => `${key ?? 'A path'} is relative: in a file on the device it starts at that file’s folder, not at CODEX_HOME.`,
    )
}

function localWarnings({ local }: ExportInput, { leftOut }: Composed): string[] {
  const warnings = leftOut.map(
    (key) => `${key} of the policy is left out: clients ignore it in a policy, and in a file it would count.`,
  )
  if (local.configServerUrl !== undefined)
    warnings.push('With config_server, clients fetch the policy of that address, not that of the person who signs in.')
  if (local.chatgptBaseUrl === undefined && local.configServerUrl === undefined)
    warnings.push('The file names no server: a user can point Codex elsewhere, and then only what stands in this file applies.')
  return warnings
}
