import type { Path, TomlTable } from '@bailiwick/policy'
import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import classes from '../form.module.css'
import { useForm } from '../form-context.ts'
import type { Remark } from '../reading.ts'
import { commandOf, patternOf } from '../text/command-words.ts'
import { DraftInput } from './draft-input.tsx'
import { Remarks } from './remarks.tsx'
import { RemoveButton } from './words.tsx'

const decisions = [
  { value: 'prompt', label: 'Ask' },
  { value: 'forbidden', label: 'Forbid' },
]
const known = ['pattern', 'decision', 'justification']

/** One rule: which commands, what happens, and why. Alt with an arrow key moves it. */
export function RuleRow(props: {
  rule: TomlTable
  at: number
  last: number
  path: Path
  remarks: readonly Remark[]
  active: boolean
  onMove?: (to: number, button: 'up' | 'down') => void
}) {
  const { rule, at, path, onMove } = props
  const { edit, readOnly, point, openText } = useForm()
  const command = commandOf(rule.pattern)
  const decision = typeof rule.decision === 'string' ? rule.decision : ''
  const more = Object.keys(rule).filter((it) => !known.includes(it))
  const name = command ? `rule ${at + 1}, ${command}` : `rule ${at + 1}`
  return (
    <li
      className={classes.rule}
      data-active={props.active || undefined}
      onFocusCapture={() => point(path)}
      onKeyDown={(event) => {
        if (!event.altKey || !onMove || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        onMove(event.key === 'ArrowUp' ? at - 1 : at + 1, event.key === 'ArrowUp' ? 'up' : 'down')
      }}
    >
      <span className={classes.place}>{at + 1}</span>
      <div className={classes.command}>
        {command === undefined ? (
          <Button size="compact-xs" variant="default" onClick={() => openText([...path, 'pattern'])}>
            The pattern is written in the text
          </Button>
        ) : (
          <DraftInput
            mono
            label={`Command of rule ${at + 1}`}
            value={command}
            placeholder="git push|commit"
            disabled={readOnly}
            onText={(text) => {
              const pattern = patternOf(text)
              if (pattern.length > 0) edit({ do: 'set', path: [...path, 'pattern'], value: pattern })
            }}
          />
        )}
      </div>
      <SegmentedControl
        className={classes.decision}
        size="xs"
        aria-label={`Decision of rule ${at + 1}`}
        disabled={readOnly}
        value={decision}
        onChange={(value) => edit({ do: 'set', path: [...path, 'decision'], value })}
        data={
          decision === '' || decisions.some((it) => it.value === decision)
            ? decisions
            : [...decisions, { value: decision, label: decision === 'prompt-user' ? 'Ask the user' : decision }]
        }
      />
      {onMove ? (
        <div className={classes.acts}>
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move={`up-${at}`}
            aria-label={`Move ${name} up`}
            data-disabled={at === 0 || undefined}
            aria-disabled={at === 0 || undefined}
            onClick={() => onMove(at - 1, 'up')}
          >
            <IconArrowUp size={16} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move={`down-${at}`}
            aria-label={`Move ${name} down`}
            data-disabled={at === props.last || undefined}
            aria-disabled={at === props.last || undefined}
            onClick={() => onMove(at + 1, 'down')}
          >
            <IconArrowDown size={16} aria-hidden="true" />
          </ActionIcon>
          <RemoveButton what={name} onRemove={() => edit({ do: 'remove', path })} />
        </div>
      ) : null}
      <div className={classes.why}>
        <DraftInput
          label={`Why, rule ${at + 1}`}
          value={typeof rule.justification === 'string' ? rule.justification : ''}
          placeholder={readOnly ? '' : 'Why: the user reads it'}
          disabled={readOnly}
          onText={(text) =>
            edit(
              text.trim() === ''
                ? { do: 'remove', path: [...path, 'justification'] }
                : { do: 'set', path: [...path, 'justification'], value: text },
            )
          }
        />
        {more.length > 0 ? <p className={classes.note}>Also written: {more.join(', ')}.</p> : null}
        <Remarks of={props.remarks} />
      </div>
    </li>
  )
}
