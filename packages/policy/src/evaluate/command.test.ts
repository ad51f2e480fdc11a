import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../index.ts'

/**
 * What client 0.169.0 itself did with each command, in one turn without a sandbox (`tools/record-commands`). A command that is judged as
 * a whole meets a rule about bash in some of the policies: there it says `prompt`.
 */
const recorded: {
  cases: { about: string; policy: string; commands: [command: string, did: 'forbidden' | 'prompt' | 'runs', reason?: string][] }[]
} = JSON.parse(readFileSync(new URL('./recorded-commands.json', import.meta.url), 'utf8'))

const ask = (policy: string, command: string | string[]) => evaluate(policy, { kind: 'command', command })
const did = { denied: 'forbidden', prompted: 'prompt', not_restricted: 'runs', allowed: 'runs' } as const

describe('commands recorded from the client', () => {
  test.each(recorded.cases)('$about', ({ policy, commands }) => {
    const nobodyIsAsked = policy.includes('"never"')
    const wrong = commands.filter(([command, expected, reason]) => {
      const { verdict, userSees } = ask(policy, command)
      const ours = nobodyIsAsked && verdict === 'denied' ? 'prompt' : did[verdict]
      return ours !== expected || (reason !== undefined && !userSees?.endsWith(`rejected: ${reason}`))
    })
    expect(wrong).toEqual([])
    expect(commands.length).toBeGreaterThan(1)
  })

  test('there are enough of them', () => {
    expect(recorded.cases.flatMap(({ commands }) => commands).length).toBeGreaterThan(300)
  })
})
