import { textOf } from '../evaluate/words.ts'
import { type Add, type Explainers, listed, tableOf, textsOf } from './explainer.ts'

/** What nobody may read, and permission profiles. */
export const explainPermissions: Explainers = {
  permissions(value, add) {
    for (const [name, profile] of Object.entries(tableOf(value))) {
      if (name === 'filesystem') explainDenyRead(textsOf(tableOf(profile).deny_read), add)
      else {
        const { extends: from, description, filesystem } = tableOf(profile)
        const parts = [
          typeof description === 'string' ? `${name} (${description})` : name,
          typeof from === 'string' ? `, which extends ${from}` : '',
          filesystem === undefined ? '' : `, with own rules for ${listed(Object.keys(tableOf(filesystem)))}`,
        ]
        add(['permissions', name], 'sets', `Defines the permission profile ${parts.join('')}.`)
      }
    }
  },
  allowed_permission_profiles(value, add) {
    const allowed = Object.entries(tableOf(value)).filter(([, on]) => on === true)
    const names = listed(allowed.map(([name]) => name))
    add(['allowed_permission_profiles'], 'limits', `Users may choose only the permission profiles ${names}.`)
  },
  default_permissions(value, add) {
    add(['default_permissions'], 'sets', `Sessions start with the permission profile ${textOf(value)}.`)
  },
}

function explainDenyRead(entries: readonly string[], add: Add): void {
  const path = ['permissions', 'filesystem', 'deny_read']
  const holds = (entry: string) => entry.startsWith('/') || entry.startsWith('~/')
  const effective = entries.filter(holds)
  if (effective.length > 0) {
    add(path, 'limits', `Nobody’s agent may read ${listed(effective)}; with that the sandbox cannot be switched off.`)
  }
  for (const [index, entry] of entries.entries()) {
    if (holds(entry)) continue
    add(
      [...path, index],
      'no_effect',
      `${entry} is relative: it applies below the client’s own folder and protects nothing in the workspace.`,
    )
  }
}
