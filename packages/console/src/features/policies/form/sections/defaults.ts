import type { FormSection } from '../field.ts'

/** Managed defaults: a config.toml that users may override. */
export const defaultsSections: readonly FormSection[] = [
  {
    id: 'start',
    title: 'What a new session starts with',
    doc: 'Users may change all of it, within the limits of the policy.',
    fields: [
      { path: ['model'], title: 'Model', doc: 'The model of new threads.', control: { is: 'text', example: 'gpt-5.5-codex' } },
      {
        path: ['model_reasoning_effort'],
        title: 'Reasoning effort',
        doc: 'How long the model thinks.',
        control: {
          is: 'pick',
          choices: ['minimal', 'low', 'medium', 'high', 'xhigh'].map((value) => ({ value, title: value })),
        },
      },
      {
        path: ['sandbox_mode'],
        title: 'Sandbox mode',
        doc: 'What commands may touch.',
        control: {
          is: 'pick',
          choices: [
            { value: 'read-only', title: 'Read only' },
            { value: 'workspace-write', title: 'Write in the workspace' },
            { value: 'danger-full-access', title: 'No sandbox' },
          ],
        },
      },
      {
        path: ['approval_policy'],
        title: 'Approval policy',
        doc: 'When Codex asks.',
        control: {
          is: 'pick',
          choices: [
            { value: 'untrusted', title: 'Ask for all but known safe commands' },
            { value: 'on-request', title: 'Ask before leaving the sandbox' },
            { value: 'never', title: 'Never ask' },
          ],
        },
      },
      {
        path: ['web_search'],
        title: 'Web search',
        doc: 'Where web search answers from.',
        control: {
          is: 'pick',
          choices: [
            { value: 'disabled', title: 'Off' },
            { value: 'cached', title: 'From the cache' },
            { value: 'live', title: 'Live' },
          ],
        },
      },
    ],
  },
]
