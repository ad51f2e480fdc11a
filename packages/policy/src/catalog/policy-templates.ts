export interface PolicyTemplate {
  id: string
  title: string
  purpose: string
  contents: string
  /** The vendor guide's original, where the client refuses it or it opens more than it says. */
  asPublished?: string
}

/** The four examples of the vendor's guide (PO-09), corrected where client 0.169.0 refuses them. Each sets other keys, so they combine. */
export const policyTemplates: PolicyTemplate[] = [
  {
    id: 'cautious-baseline',
    title: 'Cautious baseline',
    purpose: 'Web search from the cache only, changes only inside the workspace, and every approval asked for.',
    contents: `# Web search: off, or answered from the cache.
allowed_web_search_modes = ["disabled", "cached"]

# Changes only inside the workspace. The client refuses a list without "read-only".
allowed_sandbox_modes = ["read-only", "workspace-write"]

# Codex asks before it leaves the sandbox.
allowed_approval_policies = ["on-request"]
`,
    asPublished: `allowed_web_search_modes = ["disabled", "cached"]
allowed_sandbox_modes = ["workspace-write"]
allowed_approval_policies = ["on-request"]
`,
  },
  {
    id: 'no-browser-or-computer-use',
    title: 'No browser, no computer use',
    purpose: 'Turns off browsing, the in-app browser and control of the computer.',
    contents: `[features]
browser_use = false
in_app_browser = false
computer_use = false
`,
  },
  {
    id: 'network-allow-list',
    title: 'Network allow list',
    purpose: 'Commands reach only the domains you name; other doors out of the sandbox stay shut.',
    contents: `[experimental_network]
enabled = true
# Only the domains below count, not the user's own list.
managed_allowed_domains_only = true
dangerously_allow_all_unix_sockets = false
allow_local_binding = false
allowed_domains = ["api.openai.com", "*.example.com"]
denied_domains = ["blocked.example.com"]
`,
    asPublished: `[experimental_network]
enabled = true
dangerously_allow_all_unix_sockets = true
allow_local_binding = true
allowed_domains = ["api.openai.com", "*.example.com"]
denied_domains = ["blocked.example.com"]
`,
  },
  {
    id: 'ask-before-publishing-code',
    title: 'Ask before publishing code',
    purpose: 'Asks the user before every git push and git commit.',
    contents: `[rules]
prefix_rules = [
  { pattern = [{ token = "git" }, { any_of = ["push", "commit"] }], decision = "prompt", justification = "Check the change before it is recorded or shared." },
]
`,
  },
]
