import type { Device } from '@bailiwick/contracts'
import { Status, type StatusTone } from '../../ui/status.tsx'

export const deviceWords = {
  used: ['good', 'Used it after'],
  served: ['info', 'Fetched it'],
  behind: ['warn', 'Has an older one'],
  silent: ['quiet', 'Silent for a day'],
  unserved: ['bad', 'Called without fetching'],
} as const satisfies Record<Device['state'], [StatusTone, string]>

export function DeviceStateMark({ state }: { state: Device['state'] }) {
  const [tone, words] = deviceWords[state]
  return <Status tone={tone}>{words}</Status>
}

/** A surface as people call it; the client's own word where we know no better. */
export function saySurface(surface: string): string {
  const known: Record<string, string> = {
    codex_cli_rs: 'Codex CLI',
    codex_exec: 'Codex exec',
    codex_vscode: 'Codex in VS Code',
    'codex-tui': 'Codex CLI',
    codex_tui: 'Codex CLI',
  }
  return known[surface] ?? surface
}

/** A policy version as a device has it. */
export function sayVersion(served: Device['served']): string {
  if (!served) return 'None'
  return served.version === null ? served.name : `${served.name} version ${served.version}`
}
