import type { Directory, DirectorySetup } from '@bailiwick/contracts'
import { Button, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { directorySetupQuery } from '../../../api/queries/directories.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { LastCall } from './last-call.tsx'
import classes from './setup.module.css'

/** What to do at the identity provider, step by step, with the sign that it worked in sight. */
export function SetupTab({ directory }: { directory: Directory }) {
  const { id } = useWorkspace()
  const query = useQuery(directorySetupQuery(id, directory.id))
  const [creating, setCreating] = useState(false)
  return (
    <>
      <Stack gap="sm" mb="xl">
        <LastCall directory={directory} />
        {directory.activeTokens === 0 ? (
          <Notice
            tone="info"
            title="First, a token"
            actions={
              <Button size="xs" disabled={!directory.can.manage} onClick={() => setCreating(true)}>
                Create a token
              </Button>
            }
          >
            The identity provider shows it with every call. It is shown once, here; keep this page open until you have pasted it.
            {directory.can.manage ? null : ` ${directory.can.why ?? ''}`}
          </Notice>
        ) : null}
      </Stack>
      <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={40} />}>
        {(setup) => <Guide setup={setup} />}
      </QueryView>
      <CreateTokenDialog directory={directory} opened={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function Guide({ setup }: { setup: DirectorySetup }) {
  return (
    <>
      <Section title={`At ${setup.label}`}>
        <ol className={classes.steps}>
          {setup.steps.map((step) => (
            <li key={step.title} className={classes.step}>
              <Title order={3}>{step.title}</Title>
              <Text size="sm" maw="72ch">
                {step.text}
              </Text>
              {step.values.length > 0 ? (
                <dl className={classes.values}>
                  {step.values.map((it) => (
                    <div key={it.label} className={classes.value}>
                      <dt>{it.label}</dt>
                      <dd>
                        {isForPasting(it.value) ? (
                          <>
                            <code className="bw-break">{it.value}</code>{' '}
                            <CopyButton text={it.value} label={`Copy the value for ${it.label}`} quiet />
                          </>
                        ) : (
                          it.value
                        )}
                      </dd>
                    </div>
                  ))}
                </dl>
              ) : null}
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Attributes" description="What the identity provider sends, and what Bailiwick makes of it.">
        <DataTable label="Attributes" columns={attributeColumns} rows={setup.attributes} rowKey={(it) => it.ours} />
      </Section>
      {setup.limits.length > 0 ? (
        <Section title="Good to know">
          <ul className={classes.limits}>
            {setup.limits.map((it) => (
              <li key={it}>{it}</li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  )
}

const attributeColumns: Column<DirectorySetup['attributes'][number]>[] = [
  { key: 'theirs', title: 'At the identity provider', cell: (it) => it.theirs },
  { key: 'ours', title: 'SCIM attribute', cell: (it) => <code className="bw-break">{it.ours}</code> },
  { key: 'use', title: 'What it does here', cell: (it) => it.use },
]

/** A value that is copied as it stands; a sentence says what to put there. */
const isForPasting = (value: string): boolean => /^(https?:|curl )/.test(value)
