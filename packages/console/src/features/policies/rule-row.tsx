import type { NamedRef, Rule } from '@bailiwick/contracts'
import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, Select, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { count } from '../../ui/words.ts'
import type { DraftRule } from './rules-draft.ts'
import classes from './rules-list.module.css'

interface Edit {
  /** `to` counts from 0. */
  move: (to: number, button: 'up' | 'down') => void
  remove: () => void
  setPolicy: (policy: NamedRef) => void
}

interface RuleRowProps {
  rule: DraftRule
  /** Its place, from 0. */
  at: number
  last: number
  /** The same group's rule in force: where the numbers come from. */
  inForce: Rule | undefined
  policies: NamedRef[]
  edit?: Edit
}

/** One rule: place, group, policy, how many members it decides for. */
export function RuleRow(props: RuleRowProps) {
  return props.edit ? <EditableRow {...props} edit={props.edit} /> : <FixedRow {...props} />
}

function FixedRow({ rule, at, inForce }: RuleRowProps) {
  const { at: pages } = useWorkspace()
  return (
    <li className={classes.row}>
      <span className={classes.place}>{at + 1}</span>
      <GroupCell rule={rule} inForce={inForce} />
      <div className={classes.policy}>
        <TextLink to={pages.policy(rule.policy.id)}>{rule.policy.name}</TextLink>
      </div>
      <Wins rule={rule} inForce={inForce} />
    </li>
  )
}

function EditableRow({ rule, at, last, inForce, policies, edit }: RuleRowProps & { edit: Edit }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: rule.group.id,
  })
  const { name } = rule.group
  return (
    <li
      ref={setNodeRef}
      className={classes.row}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-dragging={isDragging || undefined}
      data-new={!inForce || undefined}
    >
      <ActionIcon
        ref={setActivatorNodeRef}
        variant="subtle"
        color="gray"
        className={classes.handle}
        {...attributes}
        {...listeners}
        aria-label={`Move rule ${at + 1}, ${name}`}
      >
        <IconGripVertical size={17} />
      </ActionIcon>
      <span className={classes.place}>{at + 1}</span>
      <GroupCell rule={rule} inForce={inForce} />
      <div className={classes.policy}>
        <Select
          aria-label={`Policy of rule ${at + 1}, ${name}`}
          searchable={policies.length > 8}
          data={policies.map((it) => ({ value: it.id, label: it.name }))}
          value={rule.policy.id}
          onChange={(id) => {
            const policy = policies.find((it) => it.id === id)
            if (policy) edit.setPolicy(policy)
          }}
        />
      </div>
      <Wins rule={rule} inForce={inForce} />
      <div className={classes.acts}>
        <Act name={`Move ${name} up`} off={at === 0} mark={`up-${rule.group.id}`} onClick={() => edit.move(at - 1, 'up')}>
          <IconArrowUp size={16} />
        </Act>
        <Act
          name={`Move ${name} down`}
          off={at === last}
          mark={`down-${rule.group.id}`}
          onClick={() => edit.move(at + 1, 'down')}
        >
          <IconArrowDown size={16} />
        </Act>
        <Act name={`Remove the rule for ${name}`} onClick={edit.remove}>
          <IconTrash size={16} />
        </Act>
      </div>
    </li>
  )
}

function Act(props: { name: string; off?: boolean; mark?: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={props.name}>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.act}
        aria-label={props.name}
        data-move={props.mark}
        // It stays focusable at the end of the list, so that a row of presses does not throw the keyboard out.
        data-disabled={props.off || undefined}
        aria-disabled={props.off || undefined}
        onClick={props.off ? undefined : props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  )
}

function GroupCell({ rule, inForce }: Pick<RuleRowProps, 'rule' | 'inForce'>) {
  const { at, can } = useWorkspace()
  return (
    <div className={classes.group}>
      {can('group.read') ? <TextLink to={at.group(rule.group.id)}>{rule.group.name}</TextLink> : rule.group.name}
      <div className={classes.beside}>
        {inForce ? `${count(inForce.groupMembers, 'active member')} in the group` : 'New rule'}
      </div>
    </div>
  )
}

/** How many it decides for, as long as the rule is what is in force. */
function Wins({ rule, inForce }: Pick<RuleRowProps, 'rule' | 'inForce'>) {
  const known = inForce && inForce.policy.id === rule.policy.id
  return <div className={classes.wins}>{known ? `wins for ${inForce.wins}` : null}</div>
}
