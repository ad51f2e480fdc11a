import type { RoleName } from '@bailiwick/contracts'

/** A small company with people we know. Tests, the demo and screenshots all play with them. */
export interface ScenarioPerson {
  key: string
  name: string
  email: string
  password: string
  role: RoleName
  groups: string[]
  deactivated?: boolean
}

export interface ScenarioWorkspace {
  name: string
  slug: string
  groups: { name: string; description: string }[]
  people: ScenarioPerson[]
  policies: { name: string; purpose: string; owner: string; contents: string }[]
  /** Group name to policy name, in order; the first match wins. */
  rules: { group: string; policy: string }[]
  defaultPolicy: string | null
}

const person = (key: string, name: string, role: RoleName, groups: string[], at = 'acme.test'): ScenarioPerson => ({
  key,
  name,
  email: `${key}@${at}`,
  password: `${key}-likes-long-passwords`,
  role,
  groups,
})

export const acme: ScenarioWorkspace = {
  name: 'Acme Robotics',
  slug: 'acme',
  groups: [
    { name: 'Engineering', description: 'Everyone who writes code' },
    { name: 'Platform', description: 'Owns the build and the clusters' },
    { name: 'Security', description: 'Product and corporate security' },
    { name: 'Contractors', description: 'People from partner companies' },
  ],
  people: [
    person('ada', 'Ada Owner', 'owner', []),
    person('grace', 'Grace Admin', 'admin', []),
    person('cora', 'Cora Codex Admin', 'codex_admin', ['Security']),
    person('ana', 'Ana Analyst', 'analytics_viewer', []),
    person('dan', 'Dan Developer', 'member', ['Engineering']),
    person('petra', 'Petra Platform', 'member', ['Engineering', 'Platform']),
    person('sam', 'Sam Security', 'member', ['Security', 'Engineering']),
    person('carl', 'Carl Contractor', 'member', ['Contractors']),
    person('nora', 'Nora New', 'member', []),
    { ...person('ivan', 'Ivan Inactive', 'member', ['Engineering']), deactivated: true },
  ],
  policies: [
    {
      name: 'Standard',
      purpose: 'The baseline for everyone who writes code',
      owner: 'Product security',
      contents: `# The baseline: work in the workspace, ask before leaving it.
allowed_approval_policies = ["on-request", "untrusted"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]

[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "push" }]
decision = "prompt"
justification = "Pushing leaves the machine: a person decides."
`,
    },
    {
      name: 'Locked down',
      purpose: 'People from outside: read, never write, no web',
      owner: 'Corporate security',
      contents: `# Contractors read; they do not change anything by agent.
allowed_approval_policies = ["on-request"]
allowed_sandbox_modes = ["read-only"]
allowed_web_search_modes = []

[features]
browser_use = false
computer_use = false

[[rules.prefix_rules]]
pattern = [{ token = "git" }, { any_of = ["push", "commit"] }]
decision = "forbidden"
justification = "Contractors hand their work over by review."
`,
    },
    {
      name: 'Platform engineers',
      purpose: 'Wide sandbox for those who own the build',
      owner: 'Platform',
      contents: `allowed_approval_policies = ["on-request", "never"]
allowed_sandbox_modes = ["read-only", "workspace-write", "danger-full-access"]
allowed_web_search_modes = ["cached", "live"]
`,
    },
  ],
  rules: [
    { group: 'Contractors', policy: 'Locked down' },
    { group: 'Platform', policy: 'Platform engineers' },
    { group: 'Engineering', policy: 'Standard' },
  ],
  defaultPolicy: 'Standard',
}

export const beta: ScenarioWorkspace = {
  name: 'Beta Labs',
  slug: 'beta',
  groups: [{ name: 'Research', description: 'Everyone at Beta' }],
  people: [
    person('mallory', 'Mallory Outsider', 'owner', [], 'beta.test'),
    person('bob', 'Bob Beta', 'member', ['Research'], 'beta.test'),
  ],
  policies: [],
  rules: [],
  defaultPolicy: null,
}
