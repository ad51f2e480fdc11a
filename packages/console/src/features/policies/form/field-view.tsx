import type { Path, TomlValue } from '@bailiwick/policy'
import { Button, Text } from '@mantine/core'
import { useId } from 'react'
import { Choices } from './controls/choices.tsx'
import { Pairs } from './controls/pairs.tsx'
import { Raw } from './controls/raw.tsx'
import { Remarks } from './controls/remarks.tsx'
import { Rules } from './controls/rules.tsx'
import { Servers } from './controls/servers.tsx'
import { Flag, Pick, Text as TextControl } from './controls/simple.tsx'
import { Words } from './controls/words.tsx'
import type { Field } from './field.ts'
import classes from './form.module.css'
import { useField, useForm } from './form-context.ts'
import { startsWith } from './reading.ts'

/** One key: what it is, whether the policy says anything about it, its control, and what the check says. */
export function FieldView({ field }: { field: Field }) {
  const { point, cursor, readOnly, edit } = useForm()
  const { path, value, remarks } = useField(field.path)
  const id = useId()
  const { control } = field
  if (field.onlyIfSet && value === undefined) return null
  const start = startOf(field)
  // Lists and tables begin with a button, so that "nothing listed" and "not restricted" are never mixed up.
  const begins = value === undefined && start !== undefined
  const lift = control.is === 'text' || control.is === 'raw' ? 'Remove' : 'Lift'
  const begin = control.is === 'servers' ? 'Allow only listed servers' : 'Set a limit'
  const beside = control.is === 'flag' || control.is === 'pick'
  const rows = ['words', 'pairs', 'rules', 'servers'].includes(control.is)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in all browsers
    <div
      role="group"
      aria-labelledby={id}
      className={classes.field}
      data-active={(cursor && startsWith(cursor, path)) || undefined}
      onFocusCapture={() => point(value === undefined ? null : path)}
    >
      <div className={classes.head}>
        <Text component="h4" size="sm" fw={600} id={id} m={0}>
          {field.title}
        </Text>
        {beside ? (
          <ControlView field={field} path={path} value={value} />
        ) : value === undefined ? (
          <span className={classes.unset}>{control.is === 'text' ? 'Not set' : 'Not restricted'}</span>
        ) : readOnly ? null : (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={`${lift}: ${field.title}`}
            onClick={() => edit({ do: 'remove', path })}
          >
            {lift}
          </Button>
        )}
      </div>
      <p className={classes.doc}>
        {field.doc}
        {field.risk ? <span className={classes.risk}> {field.risk}</span> : null}
      </p>
      {beside ? null : begins ? (
        readOnly ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${begin}: ${field.title}`}
            onClick={() => edit({ do: 'set', path, value: start })}
          >
            {begin}
          </Button>
        )
      ) : (
        <ControlView field={field} path={path} value={value} />
      )}
      <Remarks of={rows ? remarks.filter((it) => it.path.length === path.length) : remarks} />
    </div>
  )
}

/** What the button "Set a limit" writes; none where the control itself begins. */
function startOf({ control }: Field): TomlValue | undefined {
  if (control.is === 'choices') return [...control.start]
  return control.is === 'servers' ? {} : undefined
}

function ControlView({ field, path, value }: { field: Field; path: Path; value: TomlValue | undefined }) {
  const { control } = field
  switch (control.is) {
    case 'choices':
      return <Choices path={path} value={value} title={field.title} control={control} />
    case 'flag':
      return <Flag path={path} value={value} field={field} control={control} />
    case 'pick':
      return <Pick path={path} value={value} field={field} control={control} />
    case 'text':
      return <TextControl path={path} value={value} field={field} control={control} />
    case 'words':
      return <Words path={path} value={value} control={control} />
    case 'pairs':
      return <Pairs path={path} value={value} control={control} />
    case 'rules':
      return <Rules path={path} value={value} />
    case 'servers':
      return <Servers path={path} value={value} />
    case 'raw':
      return value === undefined ? null : <Raw path={path} value={value} title={field.title} />
  }
}
