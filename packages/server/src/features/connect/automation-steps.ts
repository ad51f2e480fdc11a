import type { Connect } from '@bailiwick/contracts'
import { recordedClients } from '@bailiwick/policy'
import { trustForMember } from './authority.ts'
import { automationConfig } from './config-files.ts'
import { setForProcess } from './environment.ts'
import type { Here, System } from './place.ts'

type Snippet = Connect['automation'][number]['steps'][number]

/**
 * What a script, a scheduler or a pipeline needs: no sign-in, an access token in the environment, and nothing that stays on the machine
 * (client 0.169.0 §3.6). Without the file the policy would be asked of the vendor, without the address the token would be sent there.
 */
export function automationSteps(here: Here, system: System): Snippet[] {
  const language = system === 'windows' ? ('powershell' as const) : ('shell' as const)
  const install: Snippet = {
    id: 'automation-install',
    title: 'Install Codex in the job',
    why: `The unmodified client; access tokens are proven with ${recordedClients[0]}.`,
    place: 'terminal',
    language,
    text: `npm install --global @openai/codex@${recordedClients[0]}\n`,
  }
  const trust: Snippet[] =
    here.caPem === null
      ? []
      : [
          {
            id: 'automation-trust',
            title: 'Trust this server’s certificate',
            why: 'It comes from an authority that this server made for itself, so Codex has to be told.',
            place: 'terminal',
            language,
            text: trustForMember(here.caPem, system),
          },
        ]
  const config: Snippet = {
    id: 'automation-config',
    title: 'Point Codex here, in a fresh home',
    why: 'A home of the job’s own, so that no policy of another identity is taken from its cache. It must not be below the temporary folder.',
    place: 'terminal',
    language,
    text: automationConfig(here, system),
  }
  const environment: Snippet = {
    id: 'automation-environment',
    title: 'Say who runs',
    why: 'Keep the token in the secrets of your pipeline and name it CODEX_ACCESS_TOKEN there. Without the address below Codex would send it to the vendor.',
    place: 'the environment of the job',
    language,
    text: setForProcess(here, system),
  }
  const run: Snippet = {
    id: 'automation-run',
    title: 'Run',
    why: 'The first prints the requirements that are in force; none at all means that the token is not known here, and then no model answers either. On a machine that stays, pipe the token into `codex login --with-access-token` instead of setting the variable.',
    place: 'terminal',
    language,
    text: 'codex app-server --print-startup-config\ncodex exec --skip-git-repo-check "Say hello"\n',
  }
  return [install, config, ...trust, environment, run]
}
