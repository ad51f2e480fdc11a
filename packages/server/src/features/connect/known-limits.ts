import type { Connect } from '@bailiwick/contracts'
import { recordedClients } from '@bailiwick/policy'
import { gatewayProvider } from '../policies/delivery/index.ts'

const proven = `Proven with the unmodified client ${recordedClients[0]} on Linux x64.`

/** Which ways of using Codex were seen to work, in plain words. */
export function surfaces(https: boolean): Connect['surfaces'] {
  const browser: Connect['surfaces'][number]['state'] = https ? 'proven' : 'partly'
  const overHttp = https
    ? ''
    : ' Over plain http it works once signed in by device code; it cannot sign in by itself or show the account.'
  return [
    { name: 'Codex CLI', state: 'proven', says: `${proven} Signs in by device code.` },
    { name: 'Terminal UI', state: browser, says: `${proven}${overHttp}` },
    { name: 'App-server', state: browser, says: `${proven}${overHttp}` },
    {
      name: 'Codex on macOS and Windows',
      state: 'not_proven',
      says: 'The same client, but nobody has tried it with Bailiwick there. The paths are those that the vendor documents.',
    },
    { name: 'Desktop app', state: 'not_proven', says: 'Not tried. Do not count on it obeying a policy from here.' },
    { name: 'IDE extensions', state: 'not_proven', says: 'Not tried. Do not count on them obeying a policy from here.' },
  ]
}

/** What goes wrong easily. */
export function traps(): string[] {
  return [
    `Do not write model_provider = "${gatewayProvider}" into your own config.toml. Only the policy defines that provider, and your file must load alone: otherwise Codex never asks this server and ends with “Failed to load cloud config bundle”.`,
    'Codex keeps a policy for up to an hour, and a running thread longer. To fetch at once, end Codex and remove cloud-config-bundle-cache.json from CODEX_HOME.',
    'Keep clocks right: when several Codex processes share one sign-in on a machine whose clock is far behind, a renewal can be lost to the others, and they do not start until the next one.',
    'CODEX_HOME must not be below the temporary folder: Codex then makes no sandbox on Linux.',
    'With --ignore-user-config Codex forgets this server, unless the device file names it.',
    'Policies from here switch off the metrics that Codex sends to ab.chatgpt.com; a policy with an [otel] section of its own decides that itself.',
  ]
}
