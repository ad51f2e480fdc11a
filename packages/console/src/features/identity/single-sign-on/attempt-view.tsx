import type { IdentityProvider, SsoAttempt } from '@bailiwick/contracts'
import { CloseButton, Group, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { Detail, Details } from '../../../ui/details.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { When } from '../../../ui/time.tsx'
import classes from './attempt-view.module.css'
import { ForgetLink } from './forget-link.tsx'

/** One sign-in or test, with the claims that decided it and, refused, the reason first. */
export function AttemptView(props: { attempt: SsoAttempt; provider: IdentityProvider; onClose: () => void }) {
  const { attempt, provider } = props
  const frame = useRef<HTMLElement>(null)
  // It stands above the table whose button opened it, which may be far down.
  useEffect(() => frame.current?.scrollIntoView({ block: 'nearest' }), [])
  const good = attempt.outcome !== 'refused'
  const what = attempt.test ? 'The test' : 'The sign-in'
  const title = good ? `${what} succeeded` : `${what} was refused`
  return (
    <section ref={frame} className={classes.frame} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2}>{title}</Title>
          <Text size="sm" c="dimmed">
            <When at={attempt.at} exact />, from <code>{attempt.address}</code>
          </Text>
        </div>
        <CloseButton aria-label="Close" onClick={props.onClose} />
      </Group>
      <Notice
        tone={good ? 'good' : 'bad'}
        live
        actions={
          attempt.code === 'linked_already' && attempt.person ? <ForgetLink person={attempt.person} provider={provider} /> : null
        }
      >
        <span className="bw-break">{attempt.because}</span>
        {attempt.code ? (
          <Text span size="xs" c="dimmed">
            {' '}
            ({attempt.code})
          </Text>
        ) : null}
        {attempt.outcome === 'tested' && !provider.enabled ? <div>It works: you can enable it now.</div> : null}
      </Notice>
      {attempt.asserted.length > 0 ? (
        <Asserted attempt={attempt} provider={provider} />
      ) : (
        <Text size="sm">Nothing that could be trusted was said of anybody.</Text>
      )}
    </section>
  )
}

function Asserted({ attempt, provider }: { attempt: SsoAttempt; provider: IdentityProvider }) {
  const { at } = useWorkspace()
  return (
    <Details>
      <Detail name="Subject">
        {attempt.subject ? <code className="bw-break">{attempt.subject}</code> : 'none was asserted'}
      </Detail>
      <Detail name="E-mail">{attempt.email ?? 'none was asserted'}</Detail>
      <Detail name="How they signed in there">
        {attempt.evidence.length > 0 ? attempt.evidence.join(', ') : 'not said'}
        {provider.requiredEvidence.length > 0 ? (
          <Text size="xs" c="dimmed">
            Asked for: {provider.requiredEvidence.join(' or ')}
          </Text>
        ) : null}
      </Detail>
      <Detail name="Person here">
        {attempt.person ? <TextLink to={at.member(attempt.person.id)}>{attempt.person.name}</TextLink> : sayNobody(attempt)}
      </Detail>
      {attempt.asserted.map((it) => (
        <Detail key={it.name} name={it.name}>
          <span className="bw-break">{it.value}</span>
        </Detail>
      ))}
    </Details>
  )
}

/** Most refusals come before anybody is looked for. */
const sayNobody = ({ outcome, code }: SsoAttempt): string =>
  outcome === 'refused' && code !== 'not_a_member' ? 'not looked for: it was refused before' : 'nobody yet'
