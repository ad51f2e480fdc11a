import type { Command } from 'commander'
import type { EnrolOptions } from './commands.ts'

/** `bailiwick enroll` and `unenroll`: a device's files. Exit codes: 0 done, 1 not as hoped, 2 a wrong call, 3 refused and nothing changed. */
export function registerEnroll(program: Command): void {
  const place = (command: Command) =>
    command
      .option('--codex-home <dir>', 'the user’s Codex folder; CODEX_HOME, else ~/.codex')
      .option('--root <dir>', 'a folder that stands for the root of the system, for trials')
      .option('--print', 'show what would change, and change nothing')
      .option('--yes', 'do not ask')
      .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

  place(program.command('enroll'))
    .description('Make the Codex of this device use a Bailiwick: narrow, backed up, reversible')
    .option('--server <url>', 'address of the server, such as https://codex.example.com')
    .option('--enrolment <token>', 'the part of an enrolment address behind /cfg/; chooses the mode config-server')
    .option('--mode <mode>', 'system: the device file, for everyone (default); user: a person’s config.toml; config-server')
    .option('--ca <file>', 'certificate of a private authority, in PEM')
    .option('--check', 'ask the server first, and change nothing when it does not answer as it should')
    .option('--replace', 'replace other values of the same keys')
    .option('--status', 'say what is in force on this device, and what would beat the server')
    .action(async (options: EnrolOptions) => {
      const { enrol } = await import('./commands.ts')
      process.exitCode = await enrol(options)
    })

  place(program.command('unenroll'))
    .description('Take an enrolment back: the file as it was, or, if it changed since, without the keys of the enrolment')
    .option('--mode <mode>', 'system, user or config-server; without it, all that was enrolled')
    .action(async (options: EnrolOptions) => {
      const { unenrol } = await import('./commands.ts')
      process.exitCode = await unenrol(options)
    })
}
