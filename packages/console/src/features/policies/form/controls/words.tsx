import type { Path, TomlValue } from '@bailiwick/policy'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Control } from '../field.ts'
import classes from '../form.module.css'
import { useField, useForm } from '../form-context.ts'
import { startsWith } from '../reading.ts'
import { DraftInput } from './draft-input.tsx'
import { Pager, usePage } from './pager.tsx'
import { Remarks } from './remarks.tsx'

/** A list of words of one's own, one field each. */
export function Words({
  path,
  value,
  control,
}: {
  path: Path
  value: TomlValue | undefined
  control: Extract<Control, { is: 'words' }>
}) {
  const { edit, readOnly } = useForm()
  const { remarks } = useField(path)
  const list = Array.isArray(value) ? value : []
  const page = usePage(list.length)
  return (
    <div>
      <ul className={classes.rows} aria-label={`${control.word}: ${list.length}`}>
        {list.slice(page.from, page.to).map((item, offset) => {
          const at = page.from + offset
          const own = [...path, at]
          return (
            <li key={at}>
              <div className={classes.row}>
                <DraftInput
                  mono
                  label={`${control.word} ${at + 1}`}
                  value={typeof item === 'string' ? item : '(written in the text)'}
                  disabled={readOnly || typeof item !== 'string'}
                  onText={(text) =>
                    edit(text.trim() === '' ? { do: 'remove', path: own } : { do: 'set', path: own, value: text.trim() })
                  }
                />
                {readOnly ? null : <RemoveButton what={String(item)} onRemove={() => edit({ do: 'remove', path: own })} />}
              </div>
              <Remarks of={remarks.filter((it) => startsWith(it.path, own))} />
            </li>
          )
        })}
      </ul>
      <Pager page={page} what={control.word.toLowerCase()} />
      {readOnly ? null : (
        <AddWord control={control} onAdd={(word) => edit({ do: 'insert', path, at: list.length, value: word })} />
      )}
    </div>
  )
}

function AddWord({ control, onAdd }: { control: Extract<Control, { is: 'words' }>; onAdd: (word: string) => void }) {
  const [word, setWord] = useState('')
  const add = () => {
    if (word.trim() === '') return
    onAdd(word.trim())
    setWord('')
  }
  return (
    <div className={classes.row}>
      <TextInput
        size="xs"
        aria-label={`Another: ${control.word}`}
        placeholder={control.example}
        autoComplete="off"
        spellCheck={false}
        value={word}
        onChange={(event) => setWord(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Button size="xs" variant="default" onClick={add}>
        Add
      </Button>
    </div>
  )
}

export function RemoveButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={`Remove ${what}`} onClick={onRemove}>
      <IconX size={16} aria-hidden="true" />
    </ActionIcon>
  )
}
