import { impliedPermissions, type Permission, permissionNames, permissions } from '@bailiwick/contracts'
import { Checkbox, Text } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { Prose } from '../../ui/prose.tsx'
import { hintOf, ownersOnly, permissionGroups } from '../access/permission-words.ts'
import classes from './roles.module.css'

/** The permissions that a custom role may hold, under headings and in words. What comes with another one is ticked by it. */
export function PermissionPicker(props: {
  value: Permission[]
  onChange: (permissions: Permission[]) => void
  error?: ReactNode
  disabled?: boolean
}) {
  const chosen = new Set(props.value)
  const broughtBy = (it: Permission) => props.value.find((by) => by !== it && impliedPermissions[by]?.includes(it))
  const toggle = (it: Permission, on: boolean) =>
    props.onChange(permissionNames.filter((other) => (other === it ? on : chosen.has(other))))
  const errorId = useId()
  return (
    <div>
      {props.error ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" id={errorId} mb="xs">
          {props.error}
        </Text>
      ) : null}
      {permissionGroups.map((group) => {
        const offered = group.permissions.filter((it) => !ownersOnly(it))
        return offered.length === 0 ? null : (
          <fieldset key={group.title} className={classes.group} disabled={props.disabled}>
            <legend>{group.title}</legend>
            <Text size="sm" c="dimmed">
              {group.summary}
            </Text>
            <div className={classes.choices}>
              {offered.map((it) => {
                const by = broughtBy(it)
                return (
                  <Checkbox
                    key={it}
                    checked={chosen.has(it) || by !== undefined}
                    disabled={by !== undefined}
                    onChange={(event) => toggle(it, event.currentTarget.checked)}
                    label={permissions[it].label}
                    description={by ? `Comes with “${permissions[by].label}”.` : <Hint of={it} />}
                  />
                )
              })}
            </div>
          </fieldset>
        )
      })}
      <Text size="sm" c="dimmed">
        For owners alone, never in a custom role:{' '}
        {permissionNames
          .filter(ownersOnly)
          .map((it) => permissions[it].label.toLowerCase().replace('(scim)', '(SCIM)'))
          .join('; ')}
        .
      </Text>
    </div>
  )
}

function Hint({ of }: { of: Permission }) {
  const hint = hintOf(of)
  return hint ? <Prose text={hint} /> : null
}
