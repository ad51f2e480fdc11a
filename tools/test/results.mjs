import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../bootstrap/paths.mjs'

/**
 * Counts tests in vitest's JSON report and names those that failed. A file that did not load, an error outside of a test and a missing
 * report each count as a failure, so that "0 failed" always means success.
 * @param {string | undefined} path the report, when there is one
 * @param {boolean} ok whether vitest itself ended with success
 * @returns {{ passed: number, failed: number, failures: string[] }} a line for each failure: file, test and what was wrong
 */
export function readResults(path, ok) {
  if (path === undefined) return { passed: 0, failed: 1, failures: ['vitest left no report'] }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const failures = report.testResults.filter(isFailed).flatMap((file) => {
    const name = relative(root, file.name)
    const tests = file.assertionResults.filter(isFailed)
    if (tests.length === 0) return [`${name}: ${firstLine(file.message)}`]
    return tests.map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
  })
  if (!ok && failures.length === 0) failures.push('an error outside of every test: see above')
  return { passed: report.numPassedTests, failed: failures.length, failures }
}

function isFailed({ status }) {
  return status === 'failed'
}

function firstLine(text = '') {
  return text.split('\n', 1)[0]
}
