import { UnstyledButton } from '@mantine/core'
import { Status, type StatusTone } from '../../../ui/status.tsx'
import type { ClientVerdict } from './check.worker.ts'
import classes from './policy-text.module.css'

const words = {
  accepted: ['good', 'accepts it'],
  breaks_sessions: ['bad', 'no session works'],
  refused: ['bad', 'refuses it'],
} as const satisfies Record<ClientVerdict['check']['verdict'], readonly [StatusTone, string]>

/** What each recorded client makes of the document; the one that is pressed is the one whose remarks are shown. */
export function VerdictStrip({
  clients,
  chosen,
  onChoose,
}: {
  clients: readonly ClientVerdict[]
  chosen: ClientVerdict['client'] | undefined
  onChoose: (client: ClientVerdict['client']) => void
}) {
  if (clients.length < 2) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw itself as a form of its own
    <div role="group" aria-label="Remarks as this client sees it" className={classes.strip}>
      {clients.map(({ client, check }) => {
        const [tone, says] = words[check.verdict]
        const warned = check.verdict === 'accepted' && check.problems.some((it) => it.severity === 'warning')
        return (
          <UnstyledButton
            key={client}
            className={classes.client}
            aria-pressed={client === chosen}
            onClick={() => onChoose(client)}
          >
            <Status tone={warned ? 'warn' : tone}>
              {client} {warned ? 'warns' : says}
            </Status>
          </UnstyledButton>
        )
      })}
    </div>
  )
}
