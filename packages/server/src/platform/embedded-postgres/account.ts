import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { EmbeddedPostgresError } from './problem.ts'

/** The system account PostgreSQL runs under; undefined means: the one we run under. */
export type Account = { name: string; uid: number; gid: number } | undefined

const ownAccount = 'bailiwick'

/**
 * PostgreSQL refuses to run as root, so root picks an account for it: one of its own, made when possible,
 * else one that exists on most systems. Everybody else runs it as themselves.
 */
export function serviceAccount(): Account {
  if (process.getuid?.() !== 0) return undefined
  const existing = accountNamed(ownAccount)
  if (existing !== undefined) return existing
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ownAccount], {
    stdio: 'ignore',
  })
  const account = accountNamed(ownAccount) ?? accountNamed('postgres') ?? accountNamed('nobody')
  if (account !== undefined) return account
  throw new EmbeddedPostgresError(
    'no_account',
    'PostgreSQL does not run as root, and no account for it could be made. Add one with `useradd --system bailiwick`, run Bailiwick as another user, or set DATABASE_URL.',
  )
}

/** The account that owns an existing database; only root can act for somebody else. */
export function owningAccount(owner: { uid: number; gid: number }, where: string): Account {
  const own = process.getuid?.()
  if (own === undefined || own === owner.uid) return undefined
  const name = accounts().find(({ uid }) => uid === owner.uid)?.name ?? String(owner.uid)
  if (own === 0) return { name, uid: owner.uid, gid: owner.gid }
  throw new EmbeddedPostgresError(
    'no_permission',
    `The database in ${where} belongs to the user "${name}": start Bailiwick as that user or as root, or choose another data folder.`,
  )
}

function accountNamed(name: string): Account {
  return accounts().find((account) => account.name === name)
}

function accounts(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [name, , uid, gid] = line.split(':')
      return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
    })
}

/** Whether the account can enter the folder, asked of the system itself so that access lists count too. */
export function canEnter(account: Account, folder: string): boolean {
  return tryAs(account, 'cd "$1"', folder)
}

/** Whether the account can run the program. */
export function canRun(account: Account, program: string): boolean {
  return tryAs(account, 'test -x "$1" && test -r "$1"', program)
}

function tryAs(account: Account, script: string, path: string): boolean {
  const run = spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...runAs(account), stdio: 'ignore' })
  return run.status === 0
}

/** Spawn options: the account's ids, and a working folder that every account can enter. */
export function runAs(account: Account): { cwd: string; uid?: number; gid?: number } {
  return account === undefined ? { cwd: '/' } : { cwd: '/', uid: account.uid, gid: account.gid }
}
