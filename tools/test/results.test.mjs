import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readResults } from './results.mjs'

const passedFile = { status: 'passed', assertionResults: [{ status: 'passed' }] }
const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] }
const brokenFile = { status: 'failed', assertionResults: [] }

test.each([
  ['all is well', { numPassedTests: 5, numFailedTests: 0, testResults: [passedFile] }, true, { passed: 5, failed: 0 }],
  [
    'a test failed',
    { numPassedTests: 4, numFailedTests: 1, testResults: [passedFile, failedFile] },
    false,
    { passed: 4, failed: 1 },
  ],
  [
    'a file did not load',
    { numPassedTests: 4, numFailedTests: 0, testResults: [passedFile, brokenFile] },
    false,
    { passed: 4, failed: 1 },
  ],
  [
    'an error came from outside of a test',
    { numPassedTests: 5, numFailedTests: 0, testResults: [passedFile] },
    false,
    { passed: 5, failed: 1 },
  ],
])('%s', (_, report, ok, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-results-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(report))
  expect(readResults(path, ok)).toEqual(expected)
})

test('no report at all is a failure', () => {
  expect(readResults(undefined, true)).toEqual({ passed: 0, failed: 1 })
})
