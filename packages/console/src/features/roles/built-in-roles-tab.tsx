import { builtInRoles, permissions, roleNames } from '@bailiwick/contracts'
import { Text, VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { permissionGroups } from '../access/permission-words.ts'
import classes from './roles.module.css'

/** The written matrix (RB-01, RB-09): what each built-in role administers. */
export function BuiltInRolesTab() {
  const { at, can } = useWorkspace()
  return (
    <>
      <Text size="sm" mb="md" maw="72ch">
        Everybody has one built-in role: it says what they administer. Whether they may use Codex, the default role or their
        custom roles say; even an owner uses Codex through those.{' '}
        {can('member.read') ? <TextLink to={at.members()}>Choose somebody</TextLink> : null}
        {can('member.read') ? ' to change their built-in role.' : null}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.matrix} tabIndex={0} aria-label="What each built-in role may">
        <table>
          <thead>
            <tr>
              <th scope="col">Permission</th>
              {roleNames.map((role) => (
                <th key={role} scope="col" data-role>
                  {builtInRoles[role].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissionGroups.slice(1).map((group) => (
              <Fragment key={group.title}>
                <tr>
                  <th scope="colgroup" colSpan={roleNames.length + 1}>
                    {group.title}
                  </th>
                </tr>
                {group.permissions.map((permission) => (
                  <tr key={permission}>
                    <th scope="row">
                      {permissions[permission].label}
                      {permissions[permission].area === 'owners' ? (
                        <Text span size="xs" c="dimmed" display="block">
                          Never in a custom role
                        </Text>
                      ) : null}
                    </th>
                    {roleNames.map((role) => (
                      <td key={role}>
                        {builtInRoles[role].permissions.includes(permission) ? (
                          <>
                            <IconCheck size={17} className={classes.yes} aria-hidden="true" />
                            <VisuallyHidden>yes</VisuallyHidden>
                          </>
                        ) : (
                          <>
                            <span className={classes.no} aria-hidden="true">
                              –
                            </span>
                            <VisuallyHidden>no</VisuallyHidden>
                          </>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
