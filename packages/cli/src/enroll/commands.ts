import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { whereTheUserStands } from '../policy/read-document.ts'
import { complain, say } from '../policy/say.ts'
import { whatIsWrong } from './check-server.ts'
import { carryOut, planEnrolment } from './enroll.ts'
import { type Mode, modes, type Wanted, whyNot } from './own-keys.ts'
import { type Device, device, fileOf } from './places.ts'
import { exits, Refusal } from './refusal.ts'
import { statusOf } from './status.ts'
import { textDiff } from './text-diff.ts'
import { planRemoval, takeBack } from './unenroll.ts'

export interface EnrolOptions {
  server?: string
  enrolment?: string
  mode?: string
  codexHome?: string
  root?: string
  ca?: string
  check?: true
  print?: true
  replace?: true
  status?: true
  yes?: true
}

/** `bailiwick enroll`. @returns the exit code */
export async function enrol(options: EnrolOptions): Promise<number> {
  return guarded(async () => {
    const here = device(options)
    if (options.status) {
      const { lines, good } = await statusOf(here, hostname())
      for (const line of lines) say(line)
      return good ? exits.done : exits.notSo
    }
    const mode = options.mode ?? (options.enrolment === undefined ? 'system' : 'config-server')
    if (!isMode(mode)) return wrong(`--mode is one of ${modes.join(', ')}.`)
    const wanted: Wanted = { mode, server: (options.server ?? '').replace(/\/$/, ''), enrolment: options.enrolment }
    const why = whyNot(wanted)
    if (why) return wrong(why)
    return await enrolAt(wanted, here, options)
  })
}

async function enrolAt(wanted: Wanted, here: Device, options: EnrolOptions): Promise<number> {
  const ca = options.ca === undefined ? undefined : await authority(options.ca)
  if (options.check) {
    const problem = await whatIsWrong(wanted, ca)
    if (problem) {
      complain(problem)
      return exits.notSo
    }
    say(`${wanted.server} answers as it should.`)
  }
  const plan = await planEnrolment(wanted, fileOf(wanted.mode, here), options.replace ?? false)
  if (plan.done) {
    say(`${plan.file} says all of this already.`)
    return exits.done
  }
  showChange(plan.file, plan.text, plan.after)
  if (options.print) return exits.done
  if (!(await agreed(options.yes))) return exits.refused
  await carryOut(plan, wanted, new Date())
  say(`Enrolled. "bailiwick unenroll" takes it back.`)
  if (options.ca !== undefined) say(`Codex must trust the server as well: set CODEX_CA_CERTIFICATE=${options.ca} for its users.`)
  return exits.done
}

/** `bailiwick unenroll`. @returns the exit code */
export async function unenrol(options: Pick<EnrolOptions, 'mode' | 'codexHome' | 'root' | 'print' | 'yes'>): Promise<number> {
  return guarded(async () => {
    const here = device(options)
    if (options.mode !== undefined && !isMode(options.mode)) return wrong(`--mode is one of ${modes.join(', ')}.`)
    const asked: Mode[] = options.mode ? [options.mode] : ['system', 'user']
    const plans = await Promise.all(asked.map((mode) => planRemoval(fileOf(mode, here))))
    const removals = plans.filter((it) => it !== undefined)
    if (removals.length === 0) say('Nothing was enrolled here.')
    for (const removal of removals) {
      showChange(removal.file, removal.text, removal.after?.toString() ?? '')
      for (const note of removal.notes) say(note)
      if (options.print) continue
      if (!(await agreed(options.yes))) return exits.refused
      await takeBack(removal)
      say(removal.exact ? `${removal.file} is as it was before.` : `The keys are out of ${removal.file}.`)
    }
    return exits.done
  })
}

const isMode = (text: string): text is Mode => modes.some((mode) => mode === text)

function wrong(sentence: string): number {
  complain(sentence)
  return exits.wrongCall
}

function showChange(file: string, before: string, after: string): void {
  say(file)
  for (const line of textDiff(before, after)) say(`  ${line}`)
}

async function agreed(yes: true | undefined): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) {
    complain('nothing was changed. Say --yes, because there is nobody to ask.')
    return false
  }
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await ask.question('Change the file? [y/N] ')
  ask.close()
  return /^y(es)?$/i.test(answer.trim())
}

async function authority(file: string): Promise<string> {
  const pem = await readFile(resolve(whereTheUserStands(), file), 'utf8').catch((error: Error) => {
    throw new Refusal(`--ca ${file}: ${error.message}`)
  })
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Refusal(`--ca ${file} holds no certificate in PEM.`)
  return pem
}

/** Refusals and missing rights become a sentence; everything else is a fault and is shown as one. */
async function guarded(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) complain(error.message)
    else if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
    )
      complain(`${error.message}. The file belongs to the system: run this as its administrator.`)
    else throw error
    return exits.refused
  }
}
