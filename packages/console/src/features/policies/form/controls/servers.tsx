import { isTable, type Path, type TomlTable, type TomlValue } from '@bailiwick/policy'
import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import classes from '../form.module.css'
import { useField, useForm } from '../form-context.ts'
import { startsWith } from '../reading.ts'
import { DraftInput } from './draft-input.tsx'
import { Pager, usePage } from './pager.tsx'
import { Remarks } from './remarks.tsx'
import { RemoveButton } from './words.tsx'

const kinds = [
  { value: 'url', label: 'URL' },
  { value: 'command', label: 'Command' },
]

/** MCP servers by name, and where each has to come from. */
export function Servers({ path, value }: { path: Path; value: TomlValue | undefined }) {
  const { edit, readOnly, point, openText } = useForm()
  const { remarks } = useField(path)
  const table = isTable(value) ? value : {}
  const names = Object.keys(table)
  const page = usePage(names.length)
  return (
    <div>
      {value !== undefined && names.length === 0 ? (
        <p className={classes.note}>No server is listed: every MCP server is disabled.</p>
      ) : null}
      <ul className={classes.rows} aria-label={`MCP servers: ${names.length}`}>
        {names.slice(page.from, page.to).map((name) => {
          const own = [...path, name]
          const identity = identityOf(table[name])
          return (
            <li key={name} onFocusCapture={() => point(own)}>
              <div className={classes.row}>
                <code className={classes.name}>{name}</code>
                {identity ? (
                  <DraftInput
                    mono
                    label={`${identity.kind === 'url' ? 'URL' : 'Command'} of ${name}`}
                    value={identity.value}
                    disabled={readOnly}
                    onText={(text) => edit({ do: 'set', path: [...own, 'identity', identity.kind], value: text })}
                  />
                ) : (
                  <Button size="compact-xs" variant="default" onClick={() => openText(own)}>
                    Written in the text
                  </Button>
                )}
                {readOnly ? null : <RemoveButton what={name} onRemove={() => edit({ do: 'remove', path: own })} />}
              </div>
              <Remarks of={remarks.filter((it) => startsWith(it.path, own))} />
            </li>
          )
        })}
      </ul>
      <Pager page={page} what="server" />
      {readOnly ? null : (
        <AddServer
          taken={names}
          onAdd={(name, kind, origin) => edit({ do: 'set', path: [...path, name], value: { identity: { [kind]: origin } } })}
        />
      )}
    </div>
  )
}

function AddServer({ taken, onAdd }: { taken: readonly string[]; onAdd: (name: string, kind: string, origin: string) => void }) {
  const [typed, setTyped] = useState({ server: '', kind: 'url', origin: '' })
  const server = typed.server.trim()
  const origin = typed.origin.trim()
  const there = taken.includes(server)
  const add = () => {
    if (server === '' || origin === '' || there) return
    onAdd(server, typed.kind, origin)
    setTyped({ ...typed, server: '', origin: '' })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not lay its fields out in a row
    <div
      className={classes.row}
      role="group"
      aria-label="Another MCP server"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.readOnly) return
        event.preventDefault()
        add()
      }}
    >
      <TextInput
        size="xs"
        w="9rem"
        aria-label="Another server"
        placeholder="docs"
        value={typed.server}
        error={there ? 'It is in the list.' : undefined}
        onChange={(event) => setTyped({ ...typed, server: event.currentTarget.value })}
      />
      <Select
        size="xs"
        w="7rem"
        aria-label="Known by its"
        data={kinds}
        value={typed.kind}
        onChange={(kind) => setTyped({ ...typed, kind: kind ?? 'url' })}
      />
      <TextInput
        size="xs"
        aria-label={typed.kind === 'url' ? 'Its URL' : 'Its command'}
        placeholder={typed.kind === 'url' ? 'https://docs.example.com/mcp' : 'docs-mcp'}
        value={typed.origin}
        onChange={(event) => setTyped({ ...typed, origin: event.currentTarget.value })}
      />
      <Button size="xs" variant="default" onClick={add}>
        Add
      </Button>
    </div>
  )
}

function identityOf(server: TomlValue | undefined): { kind: 'url' | 'command'; value: string } | undefined {
  const identity: TomlTable = isTable(server) && isTable(server.identity) ? server.identity : {}
  if (typeof identity.command === 'string') return { kind: 'command', value: identity.command }
  return typeof identity.url === 'string' ? { kind: 'url', value: identity.url } : undefined
}
