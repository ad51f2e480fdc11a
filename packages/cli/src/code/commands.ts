import { resolve } from 'node:path'
import { codeRoutes } from '@bailiwick/contracts'
import { CannotRun, type ConnectionOptions, call, readConnection } from './api.ts'
import { readFolder, writeFolder } from './folder.ts'
import { sayPlan, sayProblem } from './say-plan.ts'

export interface Options extends ConnectionOptions {
  json?: boolean
  markdown?: boolean
}

export interface ApplyOptions extends Options {
  title: string
  reason: string
  stages?: string
  stageMinutes?: string
}

const say = (text: string) => process.stdout.write(`${text}\n`)

/** The commands by name; each sets the exit code. */
export const commands = {
  pull: (folder: string | undefined, options: Options) => run(() => pull(resolve(folder ?? '.'), options)),
  plan: (folder: string | undefined, options: Options) => run(() => plan(resolve(folder ?? '.'), options)),
  apply: (folder: string | undefined, options: ApplyOptions) => run(() => apply(resolve(folder ?? '.'), options)),
}

/** Exit codes: 0 done or may be done, 1 refused or blocked, 2 it could not run. */
async function run(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work()
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}

async function pull(directory: string, options: Options): Promise<number> {
  const answer = await call(readConnection(options, process.env), codeRoutes.pull)
  if (!answer.ok) return refused(answer.problem, options)
  const { revision, folder } = answer.body
  const changed = writeFolder(directory, folder)
  if (options.json) say(JSON.stringify({ revision, changed }))
  else {
    const what = changed.length === 0 ? 'Nothing has changed' : `Wrote ${changed.join(', ')}`
    say(`${what}: ${directory} says what is in force (${revision === null ? 'nothing yet' : `revision ${revision}`}).`)
  }
  return 0
}

async function plan(directory: string, options: Options): Promise<number> {
  const connection = readConnection(options, process.env)
  const answer = await call(connection, codeRoutes.plan, { folder: readFolder(directory) })
  if (!answer.ok) return refused(answer.problem, options)
  say(options.json ? JSON.stringify(answer.body) : sayPlan(answer.body, options.markdown === true))
  const needsOnlyApproval = answer.body.review.blockers.every((it) => it.code === 'approval.required')
  return answer.body.changes.length === 0 || needsOnlyApproval ? 0 : 1
}

async function apply(directory: string, options: ApplyOptions): Promise<number> {
  const connection = readConnection(options, process.env)
  const folder = readFolder(directory)
  const planned = await call(connection, codeRoutes.plan, { folder })
  if (!planned.ok) return refused(planned.problem, options)
  if (!options.json) say(sayPlan(planned.body, false))
  const stages = stagesOf(options)
  const { title, reason } = options
  const expectedRevision = planned.body.revision
  const answer = await call(connection, codeRoutes.apply, { folder, expectedRevision, title, reason, ...(stages && { stages }) })
  if (!answer.ok) return refused(answer.problem, options)
  say(options.json ? JSON.stringify(answer.body) : `\n${answer.body.sentence}`)
  return 0
}

/** Percentages that grow to 100. */
function stagesOf({ stages, stageMinutes }: ApplyOptions) {
  if (stages === undefined) return undefined
  const percents = stages.split(',').map(Number)
  const grow = percents.every((it, index) => Number.isInteger(it) && it > (percents[index - 1] ?? -1) && it <= 100)
  if (!grow || percents.at(-1) !== 100) throw new CannotRun('--stages takes percentages that grow to 100, such as 5,25,100.')
  const minutes = stageMinutes === undefined ? null : Number(stageMinutes)
  if (minutes !== null && !(Number.isInteger(minutes) && minutes > 0))
    throw new CannotRun('--stage-minutes takes a number of minutes.')
  return percents.map((percent) => ({ percent, groupIds: [], minutes }))
}

function refused(problem: Parameters<typeof sayProblem>[0], { json }: Options): number {
  if (json) say(JSON.stringify(problem))
  else process.stderr.write(`${sayProblem(problem)}\n`)
  return 1
}
