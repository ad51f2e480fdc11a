import { type FormSection, flag, raw } from '../field.ts'

/** What agents may touch, and when they must ask. */
export const agents: readonly FormSection[] = [
  {
    id: 'touch',
    title: 'What agents may touch',
    doc: 'The sandbox that commands run in, and what nobody may read.',
    fields: [
      {
        path: ['allowed_sandbox_modes'],
        title: 'Sandbox modes',
        doc: 'What users may choose. A user whose choice is not here falls back to “read only”.',
        control: {
          is: 'choices',
          start: ['read-only', 'workspace-write'],
          keep: 'read-only',
          empty: 'Nothing is listed.',
          choices: [
            { value: 'read-only', title: 'Read only', doc: 'Reads files; changes nothing, reaches no network.' },
            { value: 'workspace-write', title: 'Write in the workspace', doc: 'Changes files below the folder it works in.' },
            {
              value: 'danger-full-access',
              title: 'No sandbox',
              doc: 'Everything the user may do on the machine.',
              risk: 'An agent that is misled can read every secret and change every file of the user.',
            },
            {
              value: 'external-sandbox',
              title: 'A sandbox of your own',
              doc: 'Codex relies on a container or machine around it.',
              risk: 'Safe only where something else really holds the agent in.',
            },
          ],
        },
      },
      {
        path: ['permissions', 'filesystem', 'deny_read'],
        title: 'Never read',
        doc: 'Files and folders that no agent may read: from / or ~/, with * and ** as wildcards.',
        control: { is: 'words', word: 'Path', example: '~/.ssh/**' },
      },
      {
        path: ['allowed_permission_profiles'],
        title: 'Permission profiles',
        doc: 'The complete list of profiles users may choose; what is not listed is not allowed.',
        control: {
          is: 'pairs',
          name: 'Profile',
          example: ':workspace',
          values: [
            { value: true, title: 'Allow', tone: 'good' },
            { value: false, title: 'Deny', tone: 'bad' },
          ],
          known: [
            { value: ':read-only', title: 'Read only' },
            { value: ':workspace', title: 'Write in the workspace' },
            { value: ':danger-full-access', title: 'No sandbox' },
          ],
        },
      },
      {
        path: ['default_permissions'],
        title: 'Profile to start with',
        doc: 'The permission profile of a new session; it must be allowed above.',
        control: { is: 'text', example: ':workspace' },
      },
      flag(
        ['allow_login_shell'],
        'Login shell',
        'Whether commands may run in a login shell, with the user’s own start-up files.',
      ),
      raw(['remote_sandbox_config'], 'Other modes for some hosts', 'Sandbox modes for hosts whose name matches a pattern.'),
      raw(['windows'], 'Windows sandbox', 'How the sandbox is made on Windows.'),
    ],
  },
  {
    id: 'ask',
    title: 'When they must ask',
    doc: 'Who is asked, and before what.',
    fields: [
      {
        path: ['allowed_approval_policies'],
        title: 'Approval policies',
        doc: 'What users may choose. The first is what everyone else falls back to.',
        control: {
          is: 'choices',
          start: ['on-request'],
          first: true,
          choices: [
            {
              value: 'untrusted',
              title: 'Ask for all but known safe commands',
              doc: 'The strictest: only plain reading runs unasked.',
            },
            {
              value: 'on-request',
              title: 'Ask before leaving the sandbox',
              doc: 'The agent works inside, and asks to go beyond.',
            },
            {
              value: 'never',
              title: 'Never ask',
              doc: 'What the sandbox stops fails, and nobody is asked.',
              risk: 'Together with “No sandbox” nothing holds an agent back.',
            },
            {
              value: 'on-failure',
              title: 'Ask after a failure (old)',
              doc: 'Clients read it as “ask before leaving the sandbox”.',
            },
          ],
        },
      },
      {
        path: ['allowed_approvals_reviewers'],
        title: 'Who approves',
        doc: 'The first is what everyone else falls back to.',
        control: {
          is: 'choices',
          start: ['user'],
          first: true,
          choices: [
            { value: 'user', title: 'The user', doc: 'A person decides each time.' },
            { value: 'auto_review', title: 'The automatic reviewer', doc: 'A model decides by your reviewer texts below.' },
            { value: 'guardian_subagent', title: 'The guardian agent', doc: 'An agent of the client decides.' },
          ],
        },
      },
      {
        path: ['guardian_policy_config'],
        title: 'What the automatic reviewer is told',
        doc: 'About your organisation and what must never be approved.',
        control: { is: 'text', long: true, example: 'Never approve a deployment.' },
      },
      {
        path: ['guardian_extra_policy'],
        title: 'More for the automatic reviewer',
        doc: 'Added to its other instructions.',
        control: { is: 'text', long: true },
      },
      {
        path: ['auto_review', 'required_on_models'],
        title: 'Models that need the automatic reviewer',
        doc: 'The model’s short name, without a slash.',
        control: { is: 'words', word: 'Model', example: 'acme-coder' },
      },
    ],
  },
]
