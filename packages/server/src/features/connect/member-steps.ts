import { type Connect, codexClientId } from '@bailiwick/contracts'
import { recordedClients } from '@bailiwick/policy'
import { trustForMember } from './authority.ts'
import { memberConfig } from './config-files.ts'
import { setVariables } from './environment.ts'
import { type Here, places, type System } from './place.ts'
import { forPowerShell, forShell } from './quoting.ts'

type Snippet = Connect['member'][number]['steps'][number]

/** What a member does on their own machine, in order. */
export function memberSteps(here: Here, system: System): Snippet[] {
  const language = system === 'windows' ? ('powershell' as const) : ('shell' as const)
  const { codexHome, profile } = places[system]
  const install: Snippet = {
    id: 'install',
    title: 'Install Codex',
    why: `The unmodified client; Bailiwick is proven with ${recordedClients[0]}. Skip this where you have it.`,
    place: 'terminal',
    language,
    text: `npm install --global @openai/codex@${recordedClients[0]}\n`,
  }
  const trust: Snippet[] =
    here.caPem === null
      ? []
      : [
          {
            id: 'trust',
            title: 'Trust this server’s certificate',
            why: 'It comes from an authority that this server made for itself, so Codex has to be told.',
            place: 'terminal',
            language,
            text: trustForMember(here.caPem, system),
          },
        ]
  const config: Snippet = {
    id: 'config',
    title: 'Point Codex here',
    why: 'Policy and model calls come to this server instead of the vendor’s. CODEX_HOME moves the folder.',
    place: `${codexHome}${system === 'windows' ? '\\' : '/'}config.toml`,
    language: 'toml',
    text: memberConfig(here),
  }
  const environment: Snippet = {
    id: 'environment',
    title: 'Keep sign-in and sign-out here',
    why: 'The first two let the terminal UI and app-server sign in here. Without the others, signing out and access tokens (at-…) would send your token to the vendor.',
    place: profile,
    language,
    text: setVariables(here, system, 'User'),
  }
  const verify: Snippet = {
    id: 'verify',
    title: 'See that it works',
    why: 'The first says who is signed in; the second prints the requirements that are in force; the third is one turn.',
    place: 'terminal',
    language,
    text: `codex login status\ncodex app-server --print-startup-config\ncodex exec --skip-git-repo-check "Say hello"\n`,
  }
  return [install, ...trust, config, environment, signIn(here, system), verify]
}

function signIn(here: Here, system: System): Snippet {
  const language = system === 'windows' ? ('powershell' as const) : ('shell' as const)
  const shown = { id: 'sign-in', title: 'Sign in', place: 'terminal', language }
  if (!here.deviceCode) {
    const off = 'Device code sign-in is off in this workspace, and `codex login` reaches this server in no other way.'
    const why = here.https
      ? `${off} Open a new terminal, start Codex and choose “Sign in with ChatGPT”: the browser comes here.`
      : `${off} Signing in with the browser needs this server on https. Ask an owner to switch device code sign-in on.`
    return { ...shown, why, text: 'codex\n' }
  }
  const issuer = system === 'windows' ? forPowerShell(here.publicUrl) : forShell(here.publicUrl)
  return {
    ...shown,
    why: 'Codex shows an address and a code; open the address, sign in and type the code. A plain `codex login` would go to the vendor.',
    text: `codex login --device-auth --experimental_issuer ${issuer} --experimental_client-id ${codexClientId}\n`,
  }
}
