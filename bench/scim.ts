import { Agent, request } from 'node:http'
import { startChild } from './child.ts'
import type { ScimReady } from './scim-server.ts'

/** How many users a company has, how many of them come by SCIM calls of their own, and how many calls are under way at once. */
interface Size {
  people: number
  synced: number
  atOnce: number
}

/** A directory that syncs a large company: writes in a second, and what a group of everybody costs. */
export async function showScim({ people, synced, atOnce }: Size): Promise<void> {
  const { child, ready } = await startChild<ScimReady>('scim-server.ts')
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const send = caller(agent, ready)
  const rows: Record<string, object> = {}
  try {
    const plain = await child.ask<{ perSecond: number }>({ plain: Math.min(5_000, synced), atOnce })
    rows['three rows and a commit, without us'] = { 'per second': Math.round(plain.perSecond) }
    const rate = async (name: string, n: number, call: (n: number) => Promise<unknown>) => {
      await child.ask({})
      const before = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      const { perSecond, p50, p99 } = await many(n, atOnce, call)
      const after = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      const { longestMs } = await child.ask<{ longestMs: number }>({})
      rows[name] = {
        'per second': Math.round(perSecond),
        'p50 ms': p50,
        'p99 ms': p99,
        'CPU µs/call': Math.round((after.user + after.system - before.user - before.system) / n),
        'longest block ms': Math.round(longestMs),
      }
    }
    const once = async (name: string, call: () => Promise<unknown>) => {
      await child.ask({})
      const startedAt = performance.now()
      await call()
      const ms = performance.now() - startedAt
      const { longestMs } = await child.ask<{ longestMs: number }>({})
      rows[name] = { 'whole, ms': Math.round(ms), 'longest block ms': Math.round(longestMs) }
    }
    await rate('create a user', synced, (n) => send('POST', '/Users', userOf(n)))
    const { ids } = await child.ask<{ ids: string[] }>({ fill: people - synced })
    const id = (n: number) => ids[n % ids.length] ?? ''
    const members = ids.map((value) => ({ value }))
    const find = (n: number) =>
      send('GET', `/Users?filter=${encodeURIComponent(`userName eq "fill${1 + (n % 1_000)}@acme.test"`)}`)
    await rate(`find one of ${people} by user name`, 2_000, find)
    await rate('change a title', 2_000, (n) => send('PATCH', `/Users/${id(n * 7)}`, patchOf('replace', 'title', `Title ${n}`)))
    await rate('deactivate a user', 500, (n) => send('PATCH', `/Users/${id(n)}`, patchOf('replace', 'active', false)))
    await rate('bring them back', 500, (n) => send('PATCH', `/Users/${id(n)}`, patchOf('replace', 'active', true)))
    await once(`read all ${people}, a thousand at a time`, async () => {
      for (let at = 1; at <= people; at += 1_000) await send('GET', `/Users?count=1000&startIndex=${at}`)
    })
    const group = JSON.parse(await send('POST', '/Groups', { displayName: 'Everybody' })).id
    const path = `/Groups/${group}`
    const one = (op: string) => async (n: number) => send('PATCH', path, patchOf(op, 'members', [{ value: id(n) }]))
    await once(`add ${people} members in one PATCH`, () => send('PATCH', path, patchOf('add', 'members', members)))
    await rate('take out one of them', 1_000, one('remove'))
    await rate('put one back', 1_000, one('add'))
    await once('replace them all but one', () => send('PUT', path, { displayName: 'Everybody', members: members.slice(1) }))
    await once('read the group with its members', () => send('GET', path))
    await child.ask({ rule: group })
    await rate('… named by a rule: take out one', 300, (n) => one('remove')(n + 1))
    await once('… named by a rule: take out everybody', () => send('PATCH', path, patchOf('remove', 'members', undefined)))
    await once(`… named by a rule: add ${people} members`, () => send('PATCH', path, patchOf('add', 'members', members)))
    console.log(`\nSCIM: ${people} users, ${synced} of them by calls of their own, ${atOnce} calls at once`)
    console.table(rows)
  } finally {
    agent.destroy()
    await child.stop()
  }
}

const userOf = (n: number) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `sync${n}@acme.test`,
  externalId: `sync-${n}`,
  displayName: `Synced ${n}`,
  name: { givenName: 'Synced', familyName: String(n) },
  emails: [{ value: `sync${n}@acme.test`, type: 'work', primary: true }],
  active: true,
})

const patchOf = (op: string, path: string, value: unknown) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op, path, value }],
})

function caller(agent: Agent, { port, token }: ScimReady) {
  return (method: string, path: string, body?: unknown): Promise<string> =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const headers = { authorization: `Bearer ${token}`, ...(payload && { 'content-type': 'application/scim+json' }) }
      const asked = request({ agent, port, host: '127.0.0.1', method, path: `/scim/v2${path}`, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString()
          if ((answer.statusCode ?? 500) < 300) resolve(text)
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 500)}`))
        })
      })
      asked.on('error', reject)
      asked.end(payload)
    })
}

async function many(n: number, atOnce: number, call: (n: number) => Promise<unknown>) {
  const times: number[] = []
  let next = 0
  const startedAt = performance.now()
  const work = async () => {
    for (let mine = next++; mine < n; mine = next++) {
      const began = performance.now()
      await call(mine)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const seconds = (performance.now() - startedAt) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1))
  return { perSecond: n / seconds, p50: at(0.5), p99: at(0.99) }
}
