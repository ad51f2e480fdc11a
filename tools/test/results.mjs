import { readFileSync } from 'node:fs'

/**
 * Counts tests in vitest's JSON report. A file that did not load, an error outside of a test and a missing report each count as a
 * failure, so that "0 failed" always means success.
 * @param {string | undefined} path the report, when there is one
 * @param {boolean} ok whether vitest itself ended with success
 */
export function readResults(path, ok) {
  if (path === undefined) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailed)).length
  const failed = report.numFailedTests + broken
  return { passed: report.numPassedTests, failed: !ok && failed === 0 ? 1 : failed }
}

function isFailed(test) {
  return test.status === 'failed'
}
