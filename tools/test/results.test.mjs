import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../bootstrap/paths.mjs'
import { readResults } from './results.mjs'

const file = (status, tests, message = '') => ({
  name: join(root, 'some/room.test.ts'),
  status,
  message,
  assertionResults: tests,
})
const passedTest = { status: 'passed', fullName: 'adds', failureMessages: [] }
const failedTest = { status: 'failed', fullName: 'subtracts', failureMessages: ['Error: 1 is not 2\n    at somewhere'] }
const passedFile = file('passed', [passedTest])

test.each([
  ['all is well', [passedFile], true, []],
  [
    'a test failed',
    [passedFile, file('failed', [passedTest, failedTest])],
    false,
    ['some/room.test.ts > subtracts: Error: 1 is not 2'],
  ],
  ['a file did not load', [passedFile, file('failed', [], 'Cannot find x\nat y')], false, ['some/room.test.ts: Cannot find x']],
  ['a hook failed', [file('failed', [passedTest], 'Hook timed out')], false, ['some/room.test.ts: Hook timed out']],
  ['an error came from outside of a test', [passedFile], false, ['an error outside of every test: see above']],
])('%s', (_, testResults, ok, failures) => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-results-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify({ numPassedTests: 4, testResults }))
  expect(readResults(path, ok)).toEqual({ passed: 4, failed: failures.length, failures })
})

test('no report at all is a failure', () => {
  expect(readResults(undefined, true)).toMatchObject({ passed: 0, failed: 1 })
})
