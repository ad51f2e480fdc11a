import type { Lookup } from '@bailiwick/contracts'
import { Group, Stack, Text } from '@mantine/core'
import { Fragment } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { ProblemList } from '../policies/editor/problem-list.tsx'
import { Verdict } from '../policies/editor/verdict.tsx'
import { Arrived } from './arrived.tsx'
import { Considered } from './considered.tsx'
import { EffectiveSettings } from './effective-settings.tsx'
import classes from './lookup-answer.module.css'
import { PlainSentences } from './plain-sentences.tsx'
import { Standing } from './standing.tsx'

/** The answer in a sentence, then why, then what it means, then the exact bytes. */
export function LookupAnswer({ lookup }: { lookup: Lookup }) {
  const { effective, check } = lookup
  return (
    <div>
      <section className={classes.answer} aria-label="Answer">
        <div className={classes.sentence} role="status">
          {lookup.sentence}
        </div>
        <div className={classes.facts}>
          <Status tone={lookup.mayUseCodexLocal.allowed ? 'good' : 'bad'}>
            {lookup.mayUseCodexLocal.allowed ? 'May use Codex Local' : 'May not use Codex Local'}
          </Status>
          <Verdict check={check} />
        </div>
        <Stack gap={2} mt="xs">
          {lookup.mayUseCodexLocal.because ? (
            <Text size="sm" c="dimmed">
              {lookup.mayUseCodexLocal.because}
            </Text>
          ) : null}
          <Owner lookup={lookup} />
        </Stack>
      </section>
      {lookup.outcome === 'none' ? (
        <Notice tone="warn" title="No policy">
          No rule matches and there is no default. Codex runs with its own defaults and what Bailiwick itself requires.
        </Notice>
      ) : null}
      <Standing lookup={lookup} />
      {lookup.sentences.length > 0 ? (
        <Section title="What it means" description="What Codex holds this user to, and what it does not limit.">
          <PlainSentences sentences={lookup.sentences} />
        </Section>
      ) : null}
      <Arrived lookup={lookup} />
      <Section title="Rules that were considered" description="Asked from the top; the first group that matches decides.">
        <Considered lookup={lookup} />
      </Section>
      {check.problems.length > 0 ? (
        <Section title="Remarks about it" framed>
          <ProblemList problems={check.problems} />
        </Section>
      ) : null}
      <Section
        title="Settings in force"
        description="What a client makes of all parts together, and which part each value comes from."
      >
        <EffectiveSettings entries={effective.entries} policyId={lookup.policy?.id} policyName={lookup.policy?.name} />
      </Section>
      {effective.defaults.length > 0 ? (
        <Section title="Managed defaults" description="Where Codex starts from. Each user may override them.">
          <EffectiveSettings
            label="Managed defaults"
            entries={effective.defaults}
            policyId={lookup.policy?.id}
            policyName={lookup.policy?.name}
          />
        </Section>
      ) : null}
      {lookup.beatenBy.length > 0 ? (
        <Section
          title="What on a device beats this"
          description="Bailiwick does not see these files. Put them under the policy in the tab On a device."
          framed
        >
          <ul style={{ margin: 0, paddingInlineStart: '1.2rem', fontSize: 'var(--mantine-font-size-sm)' }}>
            {lookup.beatenBy.map((it) => (
              <li key={it}>
                <Prose text={it} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title="As the client merges it">
        <Stack gap="sm">
          {effective.toml.trim() ? (
            <CodeBlock text={effective.toml} label="requirements" title="requirements.toml, merged" />
          ) : null}
          <details className={classes.disclosure}>
            <summary>Exactly what a client is sent</summary>
            <CodeBlock text={JSON.stringify(effective.bundle, null, 2)} label="bundle" title="Config bundle (JSON)" />
          </details>
        </Stack>
      </Section>
      <Notice tone="info" title="When a change arrives">
        {lookup.timing}
      </Notice>
    </div>
  )
}

function Owner({ lookup }: { lookup: Lookup }) {
  const { at, can } = useWorkspace()
  const { policy, subject } = lookup
  return (
    <>
      {policy ? (
        <Text size="sm" component="div" className="bw-prose">
          {can('policy.read') ? <TextLink to={at.policy(policy.id)}>{policy.name}</TextLink> : policy.name}
          {policy.purpose ? `: ${policy.purpose}.` : '.'} {policy.owner ? `Owner: ${policy.owner}.` : 'No owner is named.'}
          {lookup.revision === null ? '' : ` Revision ${lookup.revision}.`}
        </Text>
      ) : null}
      {subject.kind === 'member' ? (
        <Group gap={6}>
          <Text size="sm" component="div" className="bw-prose">
            Groups:{' '}
            {subject.groups.length === 0
              ? 'none, so only the default can apply.'
              : subject.groups.map((group, index) => (
                  <Fragment key={group.id}>
                    {index > 0 ? ', ' : ''}
                    {can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name}
                  </Fragment>
                ))}
          </Text>
          {subject.status === 'deactivated' ? <Status tone="quiet">Deactivated</Status> : null}
        </Group>
      ) : null}
    </>
  )
}
