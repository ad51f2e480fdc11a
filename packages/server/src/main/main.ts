import { errors } from '@bailiwick/contracts'
import { Command } from 'commander'
import { SealingKeyMismatch } from '../platform/crypto/sealing.ts'
import { EmbeddedPostgresError } from '../platform/embedded-postgres/index.ts'
import { Failure } from '../platform/failure.ts'
import { TlsError } from '../platform/tls/index.ts'
import {
  domainConfirm,
  factorsReset,
  ipAllowlistClear,
  migrateOnly,
  ownerRecover,
  signingKeyRotate,
  workspaceCreate,
} from './operator.ts'
import { CannotStart, type Options, withServerOptions } from './options.ts'
import { run } from './up.ts'

const program = new Command('bailiwick-server').description('The control plane; `up` is every role in one process')

withServerOptions(
  program.command('up', { isDefault: true }).description('Start everything: database, migrations, api and worker'),
).action((options: Options) => run('up', options))
withServerOptions(program.command('api').description('Serve the edge only, on a migrated database')).action((options: Options) =>
  run('api', options),
)
withServerOptions(program.command('worker').description('Run background work only')).action((options: Options) =>
  run('worker', options),
)
withServerOptions(program.command('migrate').description('Bring the database up to date and end')).action(migrateOnly)
withServerOptions(program.command('signing-key-rotate').description('Sign client tokens with a new key')).action(signingKeyRotate)
withServerOptions(
  program
    .command('owner-recover')
    .description('Make a person an active owner again and print a one-time password link; recorded in the audit log')
    .requiredOption('--email <email>', 'whose')
    .option('--workspace <slug>', 'only in this workspace'),
).action(ownerRecover)
withServerOptions(
  program
    .command('factors-reset')
    .description('Remove the second factors of a person who lost them all; recorded in the audit log')
    .requiredOption('--email <email>', 'whose'),
).action(factorsReset)
withServerOptions(
  program
    .command('ip-allowlist-clear')
    .description('Let every network into a workspace’s console and admin API again; recorded in the audit log')
    .requiredOption('--workspace <slug>', 'whose list'),
).action(ipAllowlistClear)
withServerOptions(
  program
    .command('domain-confirm')
    .description('Vouch for a mail domain that no name service can show; recorded in the audit log')
    .requiredOption('--workspace <slug>', 'whose domain')
    .requiredOption('--domain <name>', 'as it was claimed in the console'),
).action(domainConfirm)
withServerOptions(
  program
    .command('workspace-create')
    .description('Create another workspace and an invitation for its owner')
    .requiredOption('--name <name>', 'what people call it')
    .option('--slug <slug>', 'short name in console addresses')
    .requiredOption('--owner-email <email>', 'its first owner'),
).action(workspaceCreate)

try {
  await program.parseAsync()
} catch (error) {
  const known = [CannotStart, EmbeddedPostgresError, SealingKeyMismatch, TlsError]
  if (error instanceof Error && known.some((kind) => error instanceof kind)) {
    process.stderr.write(`\nBailiwick cannot start. ${error.message}\n`)
  } else if (error instanceof Failure) {
    process.stderr.write(`\n${error.message}\n${errors[error.code].fix}\n`)
  } else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    process.stderr.write('\nBailiwick cannot start. The port is in use; choose another with --port.\n')
  } else {
    process.stderr.write(
      `\nBailiwick cannot start.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  }
  process.exitCode = 1
}
