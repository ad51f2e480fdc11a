import { expect, test } from 'vitest'
import { explainOutput, fileProblem } from './problem.ts'

test.each([
  ['FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device', 'disk_full', 'is full'],
  ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port_taken', 'port was taken'],
  ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'still_stopping', 'wait for it to end'],
  ['FATAL:  database files are incompatible with server', 'incompatible_version', 'another version'],
  [
    'postgres: error while loading shared libraries: libicuuc.so.60: cannot open',
    'binaries_missing',
    'node tools/bootstrap.mjs install',
  ],
  ['FATAL:  could not open file "base/1": Permission denied', 'no_permission', 'may not use /data'],
  ['FATAL:  something nobody has seen', 'did_not_start', 'something nobody has seen'],
])('what PostgreSQL writes (%s) becomes advice', (output, problem, words) => {
  const error = explainOutput('PostgreSQL did not start', output, '/data')
  expect(error.problem).toBe(problem)
  expect(error.message).toContain(words)
  expect(error.message).toContain(output)
})

test.each([
  ['ENOSPC', 'disk_full'],
  ['EACCES', 'no_permission'],
  ['EROFS', 'no_permission'],
])('a file operation refused with %s is said in words', (code, problem) => {
  expect(fileProblem(Object.assign(new Error('refused'), { code }), '/data')).toMatchObject({ problem })
})

test('an unexpected error passes through', () => {
  const error = new Error('unexpected')
  expect(fileProblem(error, '/data')).toBe(error)
})
