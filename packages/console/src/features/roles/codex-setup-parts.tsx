import { type CodexSetup, permissions } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/words.ts'
import classes from './roles.module.css'

/** The groups and roles of the recommended set-up: which are there already, and what will be made. */
export function SetupParts({ setup }: { setup: CodexSetup }) {
  const { at } = useWorkspace()
  return (
    <>
      {setup.done ? (
        <Notice tone="good" title="It is set up already">
          Both groups exist and give their roles. You can add people to them here.
        </Notice>
      ) : null}
      <ul className={`${classes.list} bw-prose`} aria-label="Groups and roles">
        {setup.parts.map(({ part, group, role, given }) => (
          <li key={part}>
            <div className={classes.permission}>
              Group {group.existing ? <TextLink to={at.group(group.existing.id)}>{group.name}</TextLink> : `“${group.name}”`}
            </div>
            <div>
              {group.existing
                ? `Exists, with ${count(group.existing.members, 'member')}${group.existing.directory ? `; ${group.existing.directory.name} owns it, so people are added at the identity provider` : ''}.`
                : 'Will be made.'}{' '}
              {given ? 'It gives the role ' : 'It will give the role '}
              {role.existing ? <TextLink to={at.role(role.existing.id)}>{role.name}</TextLink> : `“${role.name}”`}
              {role.existing ? '' : ', which will be made'}: {role.permissions.map((it) => permissions[it].label).join('; ')}.
            </div>
            {role.existing && role.existing.lacks.length > 0 ? (
              <Notice tone="warn">
                The role that exists lacks: {role.existing.lacks.map((it) => permissions[it].label).join('; ')}. It is used as it
                is; change it first if that is not what you want.
              </Notice>
            ) : null}
            {role.existing && role.existing.more.length > 0 ? (
              <Notice tone="warn">
                The role that exists allows more: {role.existing.more.map((it) => permissions[it].label).join('; ')}.
              </Notice>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
