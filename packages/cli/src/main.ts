#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { registerAudit } from './audit/index.ts'
import { registerCode } from './code/index.ts'
import { registerEnroll } from './enroll/index.ts'
import { registerFleet } from './fleet/index.ts'
import { registerPolicy } from './policy/index.ts'
import { registerVerifyClient } from './verify-client/index.ts'

const serverMain = fileURLToPath(new URL('../../server/src/main/main.ts', import.meta.url))

/** Runs the server's own command with the flags as they were given; its help and its refusals are the ones shown. */
function hand(command: string, flags: string[]): void {
  const child = spawn(process.execPath, [serverMain, command, ...flags], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to both; the server stops itself and its exit code becomes ours.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

const program = new Command('bailiwick').description('The self-hosted control plane for Codex')
const onHost = (parent: Command, name: string, command: string, description: string) =>
  parent
    .command(name)
    .description(description)
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action((_options: unknown, it: Command) => hand(command, it.args))

onHost(program, 'up', 'up', 'Start everything on this machine')
onHost(program, 'api', 'api', 'Serve the edge only')
onHost(program, 'worker', 'worker', 'Run background work only')
onHost(program, 'migrate', 'migrate', 'Bring the database up to date')
onHost(
  program.command('owner').description('Owners'),
  'recover',
  'owner-recover',
  'On the host: make a person an owner again, with a one-time password link',
)
onHost(
  program.command('workspace').description('Workspaces'),
  'create',
  'workspace-create',
  'On the host: create another workspace',
)
onHost(
  program.command('factors').description('Second factors'),
  'reset',
  'factors-reset',
  'On the host: remove the second factors of a person who lost them all',
)
onHost(
  program.command('ip-allowlist').description('Networks that may administer a workspace'),
  'clear',
  'ip-allowlist-clear',
  'On the host: let every network in again',
)
onHost(
  program.command('domain').description('Mail domains of a workspace'),
  'confirm',
  'domain-confirm',
  'On the host: vouch for a mail domain that no name service can show',
)
onHost(
  program.command('signing-key').description('The key that signs client tokens'),
  'rotate',
  'signing-key-rotate',
  'On the host: sign with a new key from now on',
)

registerPolicy(program)
registerAudit(program)
registerCode(program)
registerFleet(program)
registerEnroll(program)
registerVerifyClient(program)

await program.parseAsync()
