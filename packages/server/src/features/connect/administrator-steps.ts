import type { Connect } from '@bailiwick/contracts'
import { trustForEveryone } from './authority.ts'
import { deviceRequirements } from './config-files.ts'
import { setVariables } from './environment.ts'
import { type Here, places, type System } from './place.ts'

type Snippet = Connect['administrator'][number]['steps'][number]

/** What an administrator puts on a company's machines, so that their users stay here. */
export function administratorSteps(here: Here, system: System): Snippet[] {
  const language = system === 'windows' ? ('powershell' as const) : ('shell' as const)
  const { requirements, everyone } = places[system]
  const device: Snippet = {
    id: 'device-file',
    title: 'The device file',
    why: 'Without it a user can point Codex elsewhere or sign in with an API key, and then no policy applies. It must belong to the system: whoever may write it may leave.',
    place: requirements,
    language: 'toml',
    text: deviceRequirements(here),
  }
  const environment: Snippet = {
    id: 'environment-everyone',
    title: 'Variables for every user',
    why: 'Sign-in of the terminal UI and app-server, sign-out and access tokens stay at this server, whoever uses the machine.',
    place: everyone,
    language,
    text: setVariables(here, system, 'Machine'),
  }
  if (here.caPem === null) return [device, environment]
  const trust: Snippet = {
    id: 'trust-everyone',
    title: 'Trust this server’s certificate',
    why: 'For every user of the machine; the members’ own step is not needed then.',
    place: 'terminal',
    language,
    text: trustForEveryone(here.caPem, system),
  }
  return [trust, device, environment]
}
