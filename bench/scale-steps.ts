import { setTimeout as later } from 'node:timers/promises'
import type { Child } from './child.ts'

interface Place {
  child: Child
  port: number
  workspaceId: string
  adminKey: string
  tokens: string[]
}

interface Rule {
  groupId: string
  policyId: string
}

const repeats = 5

/** What people ask of a large company: each several times, the best time, and how long the server answered nobody else meanwhile. */
export async function showSteps({ child, port, workspaceId, adminKey, tokens }: Place): Promise<void> {
  const origin = `http://127.0.0.1:${port}`
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${adminKey}`, ...(body && { 'content-type': 'application/json' }) }
    const url = `${origin}/api/v1/workspaces/${workspaceId}${path}`
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`)
    return (text ? JSON.parse(text) : undefined) as T // by the contract of the route
  }
  const served = async () => {
    const headers = { authorization: `Bearer ${tokens[0]}` }
    return (await fetch(`${origin}/backend-api/wham/config/bundle`, { headers })).text()
  }
  /** Until the person of the first token is served something else than before. */
  async function untilServedOther(change: () => Promise<unknown>): Promise<void> {
    const before = await served()
    const changed = change()
    while ((await served()) === before) await later(2)
    await changed
  }

  const rows: Record<string, object> = {}
  async function step(name: string, work: () => Promise<unknown>): Promise<void> {
    const times: number[] = []
    const blocks: number[] = []
    for (let run = 0; run < repeats; run++) {
      await child.ask({ loop: true })
      const startedAt = performance.now()
      await work()
      times.push(performance.now() - startedAt)
      blocks.push((await child.ask<{ longestMs: number }>({ loop: true })).longestMs)
    }
    const round = (value: number) => Math.round(value)
    rows[name] = {
      'best ms': round(Math.min(...times)),
      'median ms': round(times.toSorted((a, b) => a - b)[Math.floor(repeats / 2)] ?? 0),
      'worst ms': round(Math.max(...times)),
      'nobody else answered, ms (least)': round(Math.min(...blocks)),
    }
  }

  interface InForce {
    revision: { number: number }
    rules: { group: { id: string }; policy: { id: string } }[]
    default: { policy: { id: string } } | null
  }
  const first = await call<InForce>('GET', '/policy-rules')
  const order: Rule[] = first.rules.map((it) => ({ groupId: it.group.id, policyId: it.policy.id }))
  const defaultPolicyId = first.default?.policy.id ?? null
  let revision = first.revision.number
  let swapped = order

  await step('publish another order → served', () =>
    untilServedOther(async () => {
      const [one, two, ...rest] = swapped
      swapped = one && two ? [two, one, ...rest] : swapped
      const body = { rules: swapped, defaultPolicyId, expectedRevision: revision, note: '' }
      revision = (await call<InForce>('PUT', '/policy-rules', body)).revision.number
    }),
  )
  const draft = await call<{ id: string; edit: number }>('POST', '/policy-drafts', { title: 'Another order' })
  const reordered = [...order.slice(250), ...order.slice(0, 250)]
  await call('PUT', `/policy-drafts/${draft.id}/contents`, { expectedEdit: draft.edit, rules: reordered })
  let moved = 0
  await step('review a draft that turns the order around', async () => {
    moved = (await call<{ impact: { moved: number } }>('GET', `/policy-drafts/${draft.id}/review`)).impact.moved
  })
  await step('… and whom it moves, a page of names', () => call('GET', `/policy-drafts/${draft.id}/impact-people`))
  let inGroup = true
  await step('a person leaves a group, or comes back → served', () =>
    untilServedOther(async () => {
      const group = swapped[0]?.groupId ?? ''
      if (inGroup) await call('DELETE', `/groups/${group}/members/user_0`)
      else await call('POST', `/groups/${group}/members`, { emails: ['p0@acme.test'] })
      inGroup = !inGroup
    }),
  )
  await step('look up a person', () => call('GET', '/policy-lookup?email=p99999@acme.test'))
  await step('look up a device', () => call('GET', '/policy-lookup?deviceId=dev_99999'))
  await step('coverage of all devices', () => call('GET', '/policy-coverage'))
  await step('devices, the first page', () => call('GET', '/devices'))
  await step('devices that are behind', () => call('GET', '/devices?state=behind'))
  await step('devices, by a word', () => call('GET', '/devices?search=p99999'))
  await step('members, the first page', () => call('GET', '/members'))
  await step('groups, the first page', () => call('GET', '/groups'))
  await step('the overview', () => call('GET', '/overview'))
  console.log(`\nThe same server, ${repeats} times each; the draft moves ${moved} people`)
  console.table(rows)
}
