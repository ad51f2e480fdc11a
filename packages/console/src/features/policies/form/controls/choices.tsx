import { isTable, type Path, type TomlValue } from '@bailiwick/policy'
import { Button, Checkbox } from '@mantine/core'
import { Tag } from '../../../../ui/status.tsx'
import type { Choice, Control } from '../field.ts'
import classes from '../form.module.css'
import { useForm } from '../form-context.ts'

interface Props {
  path: Path
  value: TomlValue | undefined
  title: string
  control: Extract<Control, { is: 'choices' }>
}

/** A list of allowed values as boxes to tick; the order matters where the first is what others fall back to. */
export function Choices({ path, value, title, control }: Props) {
  const { edit, readOnly } = useForm()
  if (value === undefined) return null
  const list = Array.isArray(value) ? value : []
  const odd = list.filter((it) => typeof it !== 'string' || !control.choices.some((choice) => choice.value === it))
  const toggle = (choice: Choice) => {
    const at = list.indexOf(choice.value)
    if (at < 0) edit({ do: 'insert', path, at: list.length, value: choice.value })
    else edit({ do: 'remove', path: [...path, at] })
  }
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.hidden}>{title}</legend>
      {control.choices.map((choice) => {
        const at = list.indexOf(choice.value)
        const stays = at >= 0 && (choice.value === control.keep || (list.length === 1 && control.empty === undefined))
        return (
          <div key={choice.value} className={classes.choice}>
            <Checkbox
              size="sm"
              radius="xs"
              checked={at >= 0}
              disabled={readOnly || stays}
              onChange={() => toggle(choice)}
              label={
                <>
                  {choice.title} <code className={classes.code}>{choice.value}</code>
                  {control.first && at === 0 ? <Tag>Fallback</Tag> : null}
                </>
              }
              description={
                <>
                  {choice.doc}
                  {choice.risk ? <span className={classes.risk}> {choice.risk}</span> : null}
                  {stays
                    ? ` It has to stay: ${choice.value === control.keep ? 'a client refuses a list without it' : 'a client refuses an empty list'}.`
                    : null}
                </>
              }
            />
            {control.first && at > 0 && !readOnly ? (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={`Make it the fallback: ${choice.title}`}
                onClick={() => edit({ do: 'move', path, from: at, to: 0 })}
              >
                Make it the fallback
              </Button>
            ) : null}
          </div>
        )
      })}
      {list.length === 0 && control.empty ? <p className={classes.note}>{control.empty}</p> : null}
      {odd.length > 0 ? (
        <p className={classes.note}>
          Also in the list, written in the text:{' '}
          {odd.map((it) => (isTable(it) ? Object.keys(it).join(', ') : String(it))).join(', ')}.
        </p>
      ) : null}
    </fieldset>
  )
}
