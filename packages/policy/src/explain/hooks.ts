import { textOf } from '../evaluate/words.ts'
import { hookEvents } from '../schema/hooks.ts'
import { type Explainers, short, tableOf, tablesOf } from './explainer.ts'

const known: readonly string[] = hookEvents

/** Managed hooks: what runs, when. */
export const explainHooks: Explainers = {
  hooks(value, add) {
    for (const [event, groups] of Object.entries(tableOf(value))) {
      if (event === 'managed_dir' || event === 'windows_managed_dir') {
        const where = event === 'managed_dir' ? '' : ' on Windows'
        add(['hooks', event], 'sets', `Managed hooks lie in ${textOf(groups)}${where}.`)
      } else if (!known.includes(event)) {
        add(['hooks', event], 'no_effect', `The client knows no hook event ${short(event, 40)} and ignores it.`)
      } else {
        for (const [index, group] of tablesOf(groups).entries()) {
          const matcher = typeof group.matcher === 'string' && group.matcher !== '' ? ` for ${short(group.matcher, 60)}` : ''
          for (const [number, handler] of tablesOf(group.hooks).entries()) {
            const what =
              handler.type === 'mcp_tool'
                ? `the tool ${textOf(handler.tool)} of ${textOf(handler.server)} is called`
                : `${short(textOf(handler.command ?? handler.type))} runs, outside the sandbox`
            add(['hooks', event, index, 'hooks', number], 'sets', `At ${event}${matcher} ${what}.`)
          }
        }
      }
    }
  },
}
