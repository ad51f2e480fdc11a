import { addressOf, errors, permissions, type RouteContract } from '@bailiwick/contracts'
import { Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { curl } from '../../api/curl.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { type ApiField, fieldsOf } from './body-fields.ts'
import classes from './route-entry.module.css'

/** One call: closed it is a line, open it says who may, what goes in, what comes out and what can be refused. */
export function RouteEntry({ route, workspaceId }: { route: RouteContract; workspaceId: string }) {
  const [open, setOpen] = useState(false)
  const { method, path } = addressOf(route)
  return (
    <details className={classes.entry} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.line}>
        <span className={classes.method}>{method}</span>
        <code className={classes.path}>{path}</code>
        <span className={classes.summary}>{route.summary}</span>
      </summary>
      {open ? <Body route={route} workspaceId={workspaceId} /> : null}
    </details>
  )
}

function Body({ route, workspaceId }: { route: RouteContract; workspaceId: string }) {
  const { method, path } = addressOf(route)
  const sent = route.body ? fieldsOf(route.body, 'input') : []
  const url = window.location.origin + path.replace(':workspaceId', workspaceId).replace(/:(\w+)/g, '{$1}')
  const example = route.body
    ? Object.fromEntries(sent.filter((it) => it.required && !it.name.includes('.')).map(sample))
    : undefined
  return (
    <Stack gap="sm" className={classes.body}>
      <Text size="sm">
        <strong>Who:</strong> {sayNeeds(route.needs)}. <strong>Answers:</strong> {route.status ?? (route.returns ? 200 : 204)}
        {route.returns ? '.' : ', without a body.'}
      </Text>
      {route.query ? <Fields title="Query" fields={fieldsOf(route.query, 'input')} /> : null}
      {sent.length > 0 ? <Fields title="Body" fields={sent} /> : null}
      {route.returns ? <Fields title="Answer" fields={fieldsOf(route.returns, 'output')} /> : null}
      {route.fails?.length ? (
        <div>
          <Title order={3}>Refusals</Title>
          <ul className={classes.refusals}>
            {route.fails.map((code) => (
              <li key={code}>
                <code>{code}</code> ({errors[code].status}): {errors[code].title}. {errors[code].fix}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <CodeBlock text={curl(method, url, example)} label="curl command" title="From a shell" wrap />
    </Stack>
  )
}

function Fields({ title, fields }: { title: string; fields: ApiField[] }) {
  return (
    <div>
      <Title order={3}>{title}</Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.scroll} tabIndex={0} aria-label={`${title} fields`}>
        <table className={classes.fields}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <td>
                  <code>{field.name}</code>
                  {field.required || title === 'Answer' ? '' : ' (optional)'}
                </td>
                <td>{field.type}</td>
                <td>{field.note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

function sayNeeds(needs: RouteContract['needs']): string {
  if (needs === 'public') return 'anybody'
  if (needs === 'person') return 'anybody who is signed in to the console'
  if (needs === 'member') return 'every active member of the workspace'
  return `${permissions[needs].label.toLowerCase()} (${needs})`
}

function sample({ name, type }: ApiField): [string, unknown] {
  if (type.startsWith('list')) return [name, []]
  if (type === 'integer' || type === 'number') return [name, 1]
  if (type === 'boolean') return [name, true]
  return [name, type.includes(' | ') ? type.split(' | ')[0] : '…']
}
