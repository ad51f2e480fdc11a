import type { NamedRef, RulesInForce } from '@bailiwick/contracts'
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Select, VisuallyHidden } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { count } from '../../ui/words.ts'
import { RuleRow } from './rule-row.tsx'
import { type DraftRule, moveRule } from './rules-draft.ts'
import classes from './rules-list.module.css'

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 })
const noDefault = 'none'

/**
 * The rules in their order, the default at the end. Rules move by dragging, by the keyboard on the handle (Space, arrows, Space) and by
 * plain up and down buttons. Without `onChange` the list only says what is.
 */
export function RulesList(props: {
  rules: DraftRule[]
  fallback: NamedRef | null
  /** What is in force: where the numbers come from. */
  base: RulesInForce
  policies: NamedRef[]
  onChange?: ((part: { rules?: DraftRule[]; default?: NamedRef | null }) => void) | undefined
}) {
  const { rules, onChange } = props
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const list = useRef<HTMLOListElement>(null)
  const [said, setSaid] = useState('')
  const moved = useRef<string | null>(null)
  // A row that changes its place in the document loses the focus: the button that was pressed takes it back.
  useEffect(() => {
    if (moved.current && rules.length > 0) list.current?.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus()
    moved.current = null
  }, [rules])

  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= rules.length) return
    onChange?.({ rules: moveRule(rules, from, to) })
    setSaid(`${rules[from]?.group.name} is now rule ${to + 1} of ${rules.length}`)
  }
  const nameOf = (id: unknown) => rules.find((it) => it.group.id === id)?.group.name ?? 'The rule'
  const placeOf = (id: unknown) => rules.findIndex((it) => it.group.id === id)
  const drop = ({ active, over }: DragEndEvent) => {
    if (over) move(placeOf(active.id), placeOf(over.id))
  }
  const announcements: Announcements = {
    onDragStart: ({ active }) => `${nameOf(active.id)} is picked up. It is rule ${placeOf(active.id) + 1} of ${rules.length}.`,
    onDragOver: ({ active, over }) => (over ? `${nameOf(active.id)} would be rule ${placeOf(over.id) + 1}.` : undefined),
    onDragEnd: ({ active, over }) => `${nameOf(active.id)} is put down as rule ${placeOf((over ?? active).id) + 1}.`,
    onDragCancel: ({ active }) => `${nameOf(active.id)} goes back to its place.`,
  }
  const rows = rules.map((rule, at) => (
    <RuleRow
      key={rule.group.id}
      rule={rule}
      at={at}
      last={rules.length - 1}
      inForce={props.base.rules.find((it) => it.group.id === rule.group.id)}
      policies={props.policies}
      {...(onChange
        ? {
            edit: {
              move: (to: number, button: 'up' | 'down') => {
                moved.current = `${button}-${rule.group.id}`
                move(at, to)
              },
              remove: () => onChange({ rules: rules.filter((it) => it !== rule) }),
              setPolicy: (policy: NamedRef) => onChange({ rules: rules.map((it) => (it === rule ? { ...it, policy } : it)) }),
            },
          }
        : {})}
    />
  ))
  return (
    <>
      <ol ref={list} className={classes.list} aria-label="Rules, in the order they are asked" data-fixed={!onChange || undefined}>
        {onChange ? (
          <DndContext
            sensors={sensors}
            collisionDetection={closestCenter}
            modifiers={[upAndDown]}
            onDragEnd={drop}
            accessibility={{
              announcements,
              container: document.body,
              screenReaderInstructions: {
                draggable:
                  'Press Space to pick the rule up, the arrow keys to move it, Space to put it down, Escape to leave it.',
              },
            }}
          >
            <SortableContext items={rules.map((it) => it.group.id)} strategy={verticalListSortingStrategy}>
              {rows}
            </SortableContext>
          </DndContext>
        ) : (
          rows
        )}
        <DefaultRow {...props} />
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  )
}

function DefaultRow({ rules, fallback, base, policies, onChange }: Parameters<typeof RulesList>[0]) {
  const { at } = useWorkspace()
  const choices = [{ value: noDefault, label: 'No policy' }, ...policies.map((it) => ({ value: it.id, label: it.name }))]
  const same = fallback?.id === base.default?.policy.id
  const wins = base.default?.wins ?? base.withoutPolicy
  return (
    <li className={classes.default}>
      <div className={classes.fallback}>
        <strong>Default</strong>
        <div className={classes.beside}>{rules.length === 0 ? 'Everyone' : 'Whoever no rule matches'}</div>
      </div>
      <div className={classes.policy}>
        {onChange ? (
          <Select
            aria-label="Default policy"
            searchable={policies.length > 8}
            data={choices}
            value={fallback?.id ?? noDefault}
            onChange={(id) => onChange({ default: policies.find((it) => it.id === id) ?? null })}
          />
        ) : fallback ? (
          <TextLink to={at.policy(fallback.id)}>{fallback.name}</TextLink>
        ) : (
          'No policy'
        )}
      </div>
      <div className={classes.wins}>{same && base.revision ? count(wins, 'member') : null}</div>
    </li>
  )
}
