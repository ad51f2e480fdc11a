import { expect, test } from 'vitest'
import { proveAgain, whoAsksForProofs } from './step-up.ts'

test('two calls at once share one question, and both learn its answer', async () => {
  const asked: string[][] = []
  let answer: (proved: boolean) => void = () => undefined
  const takeAway = whoAsksForProofs((methods) => {
    asked.push(methods)
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  const both = [proveAgain(['password', 'smoke signals']), proveAgain(['password'])]
  answer(true)
  expect(await Promise.all(both)).toEqual(['proved', 'proved'])
  expect(asked, 'what the console does not know is not offered').toEqual([['password']])

  const third = proveAgain(['totp'])
  answer(false)
  expect(await third).toBe('cancelled')
  takeAway()
  expect(await proveAgain(['totp'])).toBe('nobody_asks')
})
