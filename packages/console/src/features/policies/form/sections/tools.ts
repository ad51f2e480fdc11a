import { knownFeatures } from '@bailiwick/policy'
import { type FormSection, flag, type Pair, raw } from '../field.ts'

const onOff: readonly Pair[] = [
  { value: true, title: 'On', tone: 'good' },
  { value: false, title: 'Off', tone: 'bad' },
]

/** Tools and hooks. */
export const tools: readonly FormSection[] = [
  {
    id: 'tools',
    title: 'Tools',
    doc: 'MCP servers, features, apps and where plugins come from.',
    fields: [
      {
        path: ['mcp_servers'],
        title: 'MCP servers',
        doc: 'Only the servers listed stay enabled, and only when name and origin both fit.',
        control: { is: 'servers' },
      },
      {
        path: ['features'],
        title: 'Features',
        doc: 'Pinned on or off for everyone; the rest stays the user’s choice.',
        control: {
          is: 'pairs',
          name: 'Feature',
          example: 'computer_use',
          values: onOff,
          known: [...knownFeatures].map((value) => ({ value, title: value })),
        },
      },
      {
        path: ['apps'],
        title: 'Apps',
        doc: 'Connectors by their name.',
        control: {
          is: 'pairs',
          name: 'App',
          example: 'mail',
          leaf: 'enabled',
          values: [
            { value: true, title: 'On', tone: 'good' },
            { value: false, title: 'Off', tone: 'bad' },
          ],
        },
      },
      flag(
        ['marketplaces', 'restrict_to_allowed_sources'],
        'Plugin sources',
        'Whether plugins come only from the sources listed.',
        'Only listed sources',
        'Any source',
      ),
      raw(
        ['marketplaces', 'allowed_sources'],
        'Allowed plugin sources',
        'Repositories, hosts and folders that plugins may come from.',
      ),
      raw(['plugins'], 'Plugins', 'The MCP servers of plugins that stay enabled.'),
    ],
  },
  {
    id: 'hooks',
    title: 'Hooks',
    doc: 'Commands that the client runs at points of a session. They run outside the sandbox.',
    fields: [
      flag(
        ['allow_managed_hooks_only'],
        'Hooks of users, projects and plugins',
        'Whether only the hooks of this policy run.',
        'Only ours run',
        'All run',
      ),
      raw(['hooks'], 'Hooks of this policy', 'Each is code that runs on every device; it is written in the text.'),
    ],
  },
]
