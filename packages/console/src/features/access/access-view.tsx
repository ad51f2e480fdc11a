import type { AccessAnswer, AccessMatrix } from '@bailiwick/contracts'
import { SegmentedControl, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { z } from 'zod'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import classes from './access.module.css'
import { permissionGroups } from './permission-words.ts'
import { Sources } from './sources.tsx'
import { WhatWouldChange } from './what-would-change.tsx'

const shape = z.object({
  tab: z.string().optional(),
  show: z.enum(['yes', 'no']).optional(),
  permission: z.string().optional(),
})

/** Every permission of one person, yes or no, with the sentence, its sources and what would change it (RB-10). */
export function AccessView({ access, you }: { access: AccessMatrix; you?: boolean }) {
  const [url, setUrl] = useUrlState(shape)
  const allowed = access.permissions.filter((it) => it.allowed).length
  const shown = access.permissions.filter((it) => (url.show ? it.allowed === (url.show === 'yes') : true))
  const who = you ? 'You' : access.person.name
  return (
    <>
      <RoleLine access={access} you={you ?? false} />
      <div className={classes.bar}>
        <SegmentedControl
          aria-label="Which permissions"
          size="sm"
          value={url.show ?? 'all'}
          onChange={(it) => setUrl({ show: it === 'yes' || it === 'no' ? it : undefined })}
          data={[
            { value: 'all', label: `All ${access.permissions.length}` },
            { value: 'yes', label: `Yes ${allowed}` },
            { value: 'no', label: `No ${access.permissions.length - allowed}` },
          ]}
        />
        <Text size="sm" c="dimmed" role="status">
          {`${who} ${you ? 'have' : 'has'} ${count(allowed, 'permission')} of ${access.permissions.length}`}
        </Text>
      </div>
      {permissionGroups.map((group) => {
        const answers = shown.filter((it) => group.permissions.includes(it.permission))
        return answers.length === 0 ? null : (
          <section key={group.title} aria-label={group.title} className={classes.group}>
            <Title order={2} size="h3" mb={6}>
              {group.title}
            </Title>
            <ul className={`${classes.answers} bw-prose`}>
              {answers.map((it) => (
                <Answer key={it.permission} answer={it} open={url.permission === it.permission} />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

function Answer({ answer, open }: { answer: AccessAnswer; open: boolean }) {
  const here = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) here.current?.scrollIntoView({ block: 'center' })
  }, [open])
  return (
    <li ref={here} data-open={open || undefined} data-allowed={answer.allowed}>
      <span className={classes.verdict}>
        {answer.allowed ? (
          <IconCircleCheck size={18} aria-hidden="true" className={classes.yes} />
        ) : (
          <IconCircleX size={18} aria-hidden="true" className={classes.no} />
        )}
        {answer.allowed ? 'Yes' : 'No'}
      </span>
      <div className={classes.words}>
        <div className={classes.label}>{answer.label}</div>
        <div>{answer.because}</div>
        <Sources sources={answer.sources} allowed={answer.allowed} />
        <WhatWouldChange answer={answer} open={open && !answer.allowed} />
      </div>
    </li>
  )
}

/** Through what somebody gets rights at all: the built-in role, and custom roles or the default role. */
function RoleLine({ access, you }: { access: AccessMatrix; you: boolean }) {
  const { at, can, name } = useWorkspace()
  const role = (it: { id: string; name: string }) =>
    can('role.read') ? <TextLink to={at.role(it.id)}>{it.name}</TextLink> : `“${it.name}”`
  return (
    <Text size="sm" mb="md" maw="76ch" component="div" className="bw-prose">
      {access.defaultRole ? (
        <>
          No custom role, so{' '}
          {can('role.read') ? <TextLink to={at.roles({ tab: 'default' })}>the default role</TextLink> : 'the default role'} counts
          for {you ? 'you' : 'them'}.
        </>
      ) : (
        <>
          Custom roles:{' '}
          {access.customRoles.map((it, index) => (
            <span key={it.id}>
              {index > 0 ? ', ' : ''}
              {role(it)} (
              {[...it.groups.map((group) => `through ${group.name}`), ...(it.direct ? ['given directly'] : [])].join(', ')})
            </span>
          ))}
          . They add up, and the default role does not count for {you ? 'you' : 'them'}.
        </>
      )}
      {you ? ` An owner of ${name} can change what you may.` : null}
    </Text>
  )
}
