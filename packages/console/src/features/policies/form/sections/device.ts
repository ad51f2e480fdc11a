import { accessPairs, type FormSection, flag, raw } from '../field.ts'

/** The desktop application, telemetry and models. */
export const device: readonly FormSection[] = [
  {
    id: 'desktop',
    title: 'Desktop',
    doc: 'Browser and computer use, remote control and the desktop app.',
    fields: [
      flag(['allow_browser_and_computer_use'], 'Browser and computer use', 'Both as a whole.'),
      flag(['allow_remote_control'], 'Remote control', 'Whether a client may be driven from another device.'),
      flag(['allow_appshots'], 'Pictures of other apps', 'Whether windows of other apps may be captured.'),
      {
        path: ['computer_use', 'default_app_access'],
        title: 'Apps under computer use',
        doc: 'What holds for apps that are not listed.',
        control: {
          is: 'pick',
          choices: [
            { value: 'allow', title: 'Allow' },
            { value: 'deny', title: 'Deny' },
          ],
        },
      },
      flag(
        ['computer_use', 'allow_locked_computer_use'],
        'Computer use while locked',
        'Whether an agent goes on behind a locked screen.',
      ),
      flag(
        ['computer_use', 'allow_persistent_approval'],
        'Lasting approval of apps',
        'Whether users may approve an app once for all time.',
      ),
      {
        path: ['computer_use', 'macos', 'bundle_ids'],
        title: 'Apps on macOS',
        doc: 'By bundle identifier.',
        control: { is: 'pairs', name: 'Bundle id', example: 'com.example.app', values: accessPairs },
        onlyIfSet: true,
      },
      flag(['browser_use', 'allow_history_access'], 'Browsing history', 'Whether an agent may read it.'),
      flag(
        ['browser_use', 'allow_global_persistent_approval'],
        'Lasting approval of sites',
        'Whether users may approve all sites for all time.',
      ),
      flag(
        ['browser_use', 'disable_auto_review'],
        'Automatic review of browsing',
        'Whether it is switched off.',
        'Switched off',
        'Stays on',
      ),
      raw(['browser_use', 'origins'], 'Rules for single sites', 'Access, uploads and downloads for each origin.'),
      flag(
        ['in_app_browser', 'allow_external_browser_settings_import'],
        'Import from other browsers',
        'Whether the in-app browser takes over their settings.',
      ),
      raw(['application'], 'Desktop app', 'Network and storage of the desktop app.'),
    ],
  },
  {
    id: 'telemetry',
    title: 'Telemetry',
    doc: 'What clients report, and to whom.',
    fields: [
      flag(
        ['otel', 'log_user_prompt'],
        'Prompts in the telemetry',
        'Whether the words of users are sent to your collector.',
        'Sent',
        'Left out',
        'Prompts hold source code and whatever people paste.',
      ),
      flag(
        ['otel', 'log_agent_responses'],
        'Answers in the telemetry',
        'Whether the words of agents are sent.',
        'Sent',
        'Left out',
      ),
      {
        path: ['otel', 'environment'],
        title: 'Environment',
        doc: 'Goes with every event.',
        control: { is: 'text', example: 'production' },
      },
      raw(['otel', 'exporter'], 'Where events go', 'The collector for logs.'),
      raw(['otel', 'trace_exporter'], 'Where traces go', 'The collector for traces.'),
      raw(['otel', 'metrics_exporter'], 'Where metrics go', 'The collector for metrics.'),
      flag(['feedback', 'enabled'], 'Feedback', 'Whether users may send feedback to the vendor.'),
      flag(
        ['check_for_update_on_startup'],
        'Look for updates',
        'Whether the client asks for a newer version when it starts.',
        'Looks',
        'Does not',
      ),
    ],
  },
  {
    id: 'models',
    title: 'Models',
    doc: 'What new threads start with, and what every session is told.',
    fields: [
      {
        path: ['models', 'new_thread', 'model'],
        title: 'Model of a new thread',
        doc: 'Users may change it.',
        control: { is: 'text', example: 'gpt-5.5-codex' },
      },
      {
        path: ['models', 'new_thread', 'model_reasoning_effort'],
        title: 'Reasoning effort of a new thread',
        doc: 'Low, medium, high, or what the model knows. Users may change it.',
        control: { is: 'text', example: 'medium' },
      },
      {
        path: ['models', 'new_thread', 'service_tier'],
        title: 'Service tier of a new thread',
        doc: 'Users may change it.',
        control: { is: 'text', example: 'default' },
      },
      {
        path: ['additional_developer_instructions'],
        title: 'Instructions for every session',
        doc: 'Added to what the model is told, about 10,000 tokens at most.',
        control: { is: 'text', long: true, example: 'Follow our coding rules.' },
      },
      raw(['model_provider'], 'Model provider', 'Bailiwick forces its own gateway after this.'),
      raw(['model_providers'], 'Definitions of model providers', 'Bailiwick adds its own gateway to them.'),
    ],
  },
]
