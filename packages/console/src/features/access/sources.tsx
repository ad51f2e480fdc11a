import type { AccessSource } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './access.module.css'

/** All that grants a permission, each with a way to it. One source is in the sentence already, so only its links are said. */
export function Sources({ sources, allowed }: { sources: AccessSource[]; allowed: boolean }) {
  if (sources.length === 0) return null
  return (
    <div className={classes.sources}>
      {sources.length > 1 || !allowed ? (
        <>
          {allowed ? 'Through' : 'Would be granted by'}
          <ul>
            {sources.map((it) => (
              <li key={it.say}>
                {it.say} <Links source={it} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        sources.map((it) => <Links key={it.say} source={it} />)
      )}
    </div>
  )
}

/** The places behind one source, for those who may open them. */
export function Links({ source }: { source: AccessSource }) {
  const { at, can } = useWorkspace()
  const links = [
    source.role && can('role.read') ? { to: at.role(source.role.id), say: `Role ${source.role.name}` } : null,
    source.group && can('group.read') ? { to: at.group(source.group.id), say: `Group ${source.group.name}` } : null,
    source.setting && can('setting.read') ? { to: at.settings(), say: 'Settings' } : null,
    source.builtIn && can('role.read') ? { to: at.roles({ tab: 'built-in' }), say: 'Built-in roles' } : null,
  ].filter((it) => it !== null)
  return links.map((it) => (
    <span key={it.to} className={classes.link}>
      <TextLink to={it.to}>{it.say}</TextLink>
    </span>
  ))
}
