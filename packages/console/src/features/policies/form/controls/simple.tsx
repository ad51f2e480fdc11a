import type { Path, TomlValue } from '@bailiwick/policy'
import { SegmentedControl, Select } from '@mantine/core'
import type { Control, Field } from '../field.ts'
import { useForm } from '../form-context.ts'
import { DraftInput } from './draft-input.tsx'

interface Props<Kind extends Control['is']> {
  path: Path
  value: TomlValue | undefined
  field: Field
  control: Extract<Control, { is: Kind }>
}

const unset = 'unset'

/** A switch with a third state: the policy says nothing about it. */
export function Flag({ path, value, field, control }: Props<'flag'>) {
  const { edit, readOnly } = useForm()
  return (
    <SegmentedControl
      size="xs"
      aria-label={field.title}
      disabled={readOnly}
      value={typeof value === 'boolean' ? String(value) : unset}
      onChange={(next) => edit(next === unset ? { do: 'remove', path } : { do: 'set', path, value: next === 'true' })}
      data={[
        { value: unset, label: 'Not set' },
        { value: 'true', label: control.yes },
        { value: 'false', label: control.no },
      ]}
    />
  )
}

export function Pick({ path, value, field, control }: Props<'pick'>) {
  const { edit, readOnly } = useForm()
  const known = control.choices.map((it) => ({ value: it.value, label: it.title }))
  const own = typeof value === 'string' && !known.some((it) => it.value === value) ? [{ value, label: value }] : []
  return (
    <Select
      size="xs"
      w="15rem"
      aria-label={field.title}
      disabled={readOnly}
      data={[{ value: unset, label: 'Not set' }, ...known, ...own]}
      value={typeof value === 'string' ? value : unset}
      onChange={(next) => {
        if (next !== null) edit(next === unset ? { do: 'remove', path } : { do: 'set', path, value: next })
      }}
    />
  )
}

export function Text({ path, value, field, control }: Props<'text'>) {
  const { edit, readOnly } = useForm()
  return (
    <DraftInput
      label={field.title}
      long={control.long ?? false}
      value={typeof value === 'string' ? value : ''}
      disabled={readOnly}
      placeholder={control.example ? `For example: ${control.example}` : undefined}
      onText={(text) => edit(text === '' ? { do: 'remove', path } : { do: 'set', path, value: text })}
    />
  )
}
