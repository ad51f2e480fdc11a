import { accessPairs, type FormSection, flag, raw } from '../field.ts'

const network = (...path: string[]) => ['experimental_network', ...path]

/** Commands, network and the web. */
export const reach: readonly FormSection[] = [
  {
    id: 'commands',
    title: 'Commands',
    doc: 'Commands that are asked for or forbidden, by how they begin. The strictest rule that fits wins.',
    fields: [
      {
        path: ['rules', 'prefix_rules'],
        title: 'Command rules',
        doc: 'One word after the other; a bar between words that are all meant: git push|commit.',
        control: { is: 'rules' },
      },
    ],
  },
  {
    id: 'network',
    title: 'Network',
    doc: 'What commands may reach from inside the sandbox.',
    fields: [
      flag(network('enabled'), 'Network rules', 'Without “in force” the rules below do nothing.', 'In force', 'Off'),
      flag(
        network('managed_allowed_domains_only'),
        'Only the domains listed here',
        'Otherwise users add domains of their own.',
        'Only these',
        'Users may add',
      ),
      {
        path: network('domains'),
        title: 'Domains',
        doc: '*.example.com means its subdomains, **.example.com the domain too. Deny wins.',
        control: { is: 'pairs', name: 'Domain', example: '*.example.com', values: accessPairs },
      },
      {
        path: network('allowed_domains'),
        title: 'Allowed domains (older form)',
        doc: 'It cannot stand beside the list above.',
        control: { is: 'words', word: 'Allowed domain', example: '*.example.com' },
        onlyIfSet: true,
      },
      {
        path: network('denied_domains'),
        title: 'Denied domains (older form)',
        doc: 'It cannot stand beside the list above.',
        control: { is: 'words', word: 'Denied domain', example: 'paste.example.com' },
        onlyIfSet: true,
      },
      {
        path: network('review_domains'),
        title: 'Domains that are reviewed',
        doc: 'The automatic reviewer looks at requests to them.',
        control: { is: 'words', word: 'Reviewed domain', example: '*.example.com' },
        onlyIfSet: true,
      },
      {
        path: network('unix_sockets'),
        title: 'Unix sockets',
        doc: 'By their full path.',
        risk: 'The Docker socket gives full control of the device.',
        control: { is: 'pairs', name: 'Socket', example: '/run/app.sock', values: accessPairs },
      },
      {
        path: network('allow_unix_sockets'),
        title: 'Allowed sockets (older form)',
        doc: 'It cannot stand beside the list above.',
        control: { is: 'words', word: 'Allowed socket', example: '/run/app.sock' },
        onlyIfSet: true,
      },
      flag(
        network('dangerously_allow_all_unix_sockets'),
        'Every unix socket',
        'Opens all of them, whatever is listed.',
        'Open',
        'Closed',
        'The Docker socket among them gives full control of the device.',
      ),
      flag(
        network('allow_local_binding'),
        'Local network',
        'Listening ports, and every service of the local network.',
        'Open',
        'Closed',
        'Commands reach every service around the device.',
      ),
      raw(network('header_injections'), 'Headers that are added', 'Headers the client’s proxy adds to requests.'),
      {
        path: ['enforce_residency'],
        title: 'Where requests are processed',
        doc: 'Clients send it along with their requests.',
        control: { is: 'pick', choices: [{ value: 'us', title: 'In the United States' }] },
      },
    ],
  },
  {
    id: 'web',
    title: 'Web search',
    doc: 'Whether the model may search the web.',
    fields: [
      {
        path: ['allowed_web_search_modes'],
        title: 'Web search modes',
        doc: 'What users may choose; “off” is always allowed, and the fallback is the first of cached, indexed, live that is listed.',
        control: {
          is: 'choices',
          start: ['cached'],
          empty: 'No web search at all.',
          choices: [
            { value: 'disabled', title: 'Off', doc: 'Always allowed, listed or not.' },
            { value: 'cached', title: 'From the cache', doc: 'Pages that were stored before.' },
            { value: 'indexed', title: 'From the index', doc: 'Search results without opening pages.' },
            {
              value: 'live',
              title: 'Live',
              doc: 'The web as it is now.',
              risk: 'A page can carry instructions for the agent, and a query can carry data out.',
            },
          ],
        },
      },
    ],
  },
]
