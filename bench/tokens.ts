import { type Child, startChild } from './child.ts'
import { compareTargets, type Row, type Runs, show, type Target } from './tables.ts'
import type { TokenServer } from './token-server.ts'

/** Sign-ins at a time, as many as a company's morning on a pool of twenty database connections. */
const atOnce = 16

/** Grants and refreshes, the check of a console session, and what an access token asks for, each beside bare node:http. */
export async function showTokens(runs: Runs): Promise<void> {
  const ours = await startChild<TokenServer>('token-server.ts')
  const { ready } = ours
  await showIssuing(ours)
  const head = (path: string, more: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${more}\r\n\r\n`)
  const client = 'user-agent: codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color'
  const byToken = (path: string) => ready.accessTokens.map((it) => head(path, `authorization: Bearer ${it}\r\n${client}`))
  const bySession = ready.sessions.map((it) =>
    head(`/api/v1/workspaces/${ready.workspaceId}/me/clients`, `cookie: bailiwick_session=${it}`),
  )
  const parts = [
    { title: 'whoami by access token', requests: byToken('/api/accounts/v1/user-auth-credential/whoami'), body: ready.whoami },
    { title: 'Policy by access token', requests: byToken('/backend-api/wham/config/bundle'), body: ready.bundle },
    { title: 'Session check: an own list of the console, with its rights, from SQL', requests: bySession, body: '[]' },
  ]
  for (const { title, requests, body } of parts) {
    const bare = await startChild<{ port: number }>('bare.ts', ['bytes', Buffer.from(body).toString('base64')])
    const targets: Target[] = [
      { name: 'bare node:http', child: bare.child, port: bare.ready.port, requests },
      { name: 'Bailiwick', child: ours.child, port: ready.port, requests },
    ]
    const rows: Row[] = await compareTargets(runs, targets, 50)
    show(`${title}, kept connections (50)`, rows)
    await bare.child.stop()
  }
  await ours.child.stop()
}

type Answer = { refresh_token: string }

/** Every grant and every refresh is committed to disk, with its fact or its rotation, before it is answered. */
async function showIssuing({ child, ready }: { child: Child; ready: TokenServer }): Promise<void> {
  const post = async (payload: object): Promise<Answer> => {
    const body = JSON.stringify({ client_id: 'codex-cli', ...payload })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${ready.port}/oauth/token`, { method: 'POST', headers, body })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`)
    return JSON.parse(text) as Answer // RFC 6749 §5.1
  }
  const exchange = (code: string) =>
    post({ grant_type: 'authorization_code', code, redirect_uri: ready.redirectUri, code_verifier: ready.verifier })
  const refresh = (refresh_token: string) => post({ grant_type: 'refresh_token', refresh_token })

  const warm = ready.codes.slice(0, 500)
  await inTurns(warm, exchange)
  const rows: Record<string, object> = {}
  const measure = async <T>(name: string, items: string[], work: (item: string) => Promise<T>): Promise<T[]> => {
    const before = await child.ask<NodeJS.CpuUsage>({ cpu: true })
    const startedAt = performance.now()
    const done = await inTurns(items, work)
    const seconds = (performance.now() - startedAt) / 1000
    const after = await child.ask<NodeJS.CpuUsage>({ cpu: true })
    const micros = (after.user + after.system - before.user - before.system) / items.length
    const times = done.map((it) => it.ms).sort((a, b) => a - b)
    rows[name] = {
      'per second': Math.round(items.length / seconds),
      'CPU µs each (server process)': Math.round(micros),
      'per core of the server process': Math.round(1e6 / micros),
      'p50 ms': Number((times[Math.floor(times.length / 2)] ?? 0).toFixed(1)),
      'p99 ms': Number((times[Math.floor(times.length * 0.99)] ?? 0).toFixed(1)),
    }
    return done.map((it) => it.answer)
  }
  const granted = await measure('grant: a code for tokens', ready.codes.slice(500), exchange)
  const tokens = granted.map((it) => it.refresh_token)
  const renewed = await measure('refresh: rotates', tokens, refresh)
  await measure(
    'refresh again',
    renewed.map((it) => it.refresh_token),
    refresh,
  )
  console.log(`\nTokens issued, ${atOnce} at a time, durable; load, server and database share this machine's cores`)
  console.table(rows)
}

async function inTurns<T>(items: string[], work: (item: string) => Promise<T>): Promise<{ answer: T; ms: number }[]> {
  const done: { answer: T; ms: number }[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) {
        const startedAt = performance.now()
        const answer = await work(item)
        done.push({ answer, ms: performance.now() - startedAt })
      }
    }),
  )
  return done
}
