import { isTable, type Path, type TomlValue } from '@bailiwick/policy'
import { Autocomplete, Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Control } from '../field.ts'
import classes from '../form.module.css'
import { useField, useForm } from '../form-context.ts'
import { startsWith } from '../reading.ts'
import { Pager, usePage } from './pager.tsx'
import { Remarks } from './remarks.tsx'
import { RemoveButton } from './words.tsx'

interface Props {
  path: Path
  value: TomlValue | undefined
  control: Extract<Control, { is: 'pairs' }>
}

/** Names, each with one of a few values: domains, features, profiles. */
export function Pairs({ path, value, control }: Props) {
  const { edit, readOnly, point } = useForm()
  const { remarks } = useField(path)
  const table = isTable(value) ? value : {}
  const names = Object.keys(table)
  const page = usePage(names.length)
  const leafOf = (name: string): Path => [...path, name, ...(control.leaf ? [control.leaf] : [])]
  return (
    <div>
      <ul className={classes.rows} aria-label={`${control.name}: ${names.length}`}>
        {names.slice(page.from, page.to).map((name) => {
          const written = table[name]
          const now = control.leaf && isTable(written) ? written[control.leaf] : written
          const at = control.values.findIndex((it) => it.value === now)
          return (
            <li key={name} onFocusCapture={() => point([...path, name])}>
              <div className={classes.row}>
                <code className={classes.name}>{name}</code>
                <SegmentedControl
                  size="xs"
                  aria-label={`${control.name} ${name}`}
                  disabled={readOnly}
                  value={at < 0 ? 'odd' : String(at)}
                  onChange={(next) => {
                    const chosen = control.values[Number(next)]
                    if (chosen) edit({ do: 'set', path: leafOf(name), value: chosen.value })
                  }}
                  data={[
                    ...control.values.map((it, index) => ({ value: String(index), label: it.title })),
                    ...(at < 0 ? [{ value: 'odd', label: 'See the text' }] : []),
                  ]}
                />
                {readOnly ? null : <RemoveButton what={name} onRemove={() => edit({ do: 'remove', path: [...path, name] })} />}
              </div>
              <Remarks of={remarks.filter((it) => startsWith(it.path, [...path, name]))} />
            </li>
          )
        })}
      </ul>
      <Pager page={page} what={control.name.toLowerCase()} />
      {readOnly ? null : (
        <AddPair
          control={control}
          taken={names}
          onAdd={(name, chosen) => edit({ do: 'set', path: leafOf(name), value: chosen })}
        />
      )}
    </div>
  )
}

function AddPair({
  control,
  taken,
  onAdd,
}: {
  control: Props['control']
  taken: readonly string[]
  onAdd: (name: string, value: TomlValue) => void
}) {
  const [name, setName] = useState('')
  const plain = name.trim()
  const there = taken.includes(plain)
  const add = (value: TomlValue) => {
    if (plain === '' || there) return
    onAdd(plain, value)
    setName('')
  }
  return (
    <div className={classes.row}>
      <Autocomplete
        size="xs"
        aria-label={`Another: ${control.name}`}
        placeholder={control.example}
        spellCheck={false}
        limit={40}
        data={(control.known ?? []).map((it) => it.value).filter((it) => !taken.includes(it))}
        value={name}
        onChange={setName}
        error={there ? 'It is in the list.' : undefined}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      {control.values.map((it) => (
        <Button key={it.title} size="xs" variant="default" onClick={() => add(it.value)}>
          {it.title}
        </Button>
      ))}
    </div>
  )
}
