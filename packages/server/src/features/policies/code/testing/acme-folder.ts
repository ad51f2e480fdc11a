import type { PolicyFolder } from '@bailiwick/contracts'
import { acme } from '@bailiwick/scenario'

/** Acme's policies and rules as a repository holds them, with tests that hold. */
export const acmeFolder: PolicyFolder = {
  policies: acme.policies.map((it) => ({ ...it, defaults: '' })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  rules: acme.rules,
  default: acme.defaultPolicy,
  tests: [
    { name: 'newcomers', subject: { kind: 'member', email: 'nora@acme.test' }, expect: { kind: 'gets', policy: 'Standard' } },
    {
      name: 'contractors do not push',
      subject: { kind: 'group', group: 'Contractors' },
      expect: { kind: 'answers', question: { kind: 'command', command: 'git push origin main' }, verdict: 'denied' },
    },
  ],
}
