import { type ClientVersion, type Problem, recordedClients } from '@bailiwick/policy'

/** The recorded client that judges for a version, and what to say when that version itself is not recorded. */
export function judgeFor(version: string | undefined): { client: ClientVersion; warning?: Problem } {
  const [newest] = recordedClients
  if (version === undefined) return { client: newest }
  const wanted = version.trim().replace(/^(rust-)?v/, '')
  const recorded = recordedClients.find((known) => known === wanted)
  if (recorded) return { client: recorded }
  return {
    client: newest,
    warning: {
      severity: 'warning',
      code: 'client_unrecorded',
      message: `How client ${wanted} judges policies is not recorded; this is the verdict of ${newest}.`,
      fix: `Recorded are ${recordedClients.join(' and ')}.`,
      line: 1,
      column: 1,
    },
  }
}
