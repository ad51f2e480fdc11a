import { readFile } from 'node:fs/promises'
import { parseToml, valueAt } from '@bailiwick/policy'
import { putKeys, readToml, says } from './edit-toml.ts'
import { type OwnKey, ownKeys, type Wanted } from './own-keys.ts'
import { backupOf, findReceipt, type Receipt, writeReceipt } from './receipt.ts'
import { Refusal } from './refusal.ts'
import { type Found, findFile, missing, replaceFile, sha256, textOf } from './replace-file.ts'

/** What an enrolment would do to a file. `before` is what a later removal restores; null where there was no file. */
export interface Plan {
  file: string
  found: Found | undefined
  before: { bytes: Buffer; sha256: string } | null
  text: string
  after: string
  keys: OwnKey[]
  /** The file says all of it already, and is left alone. */
  done: boolean
}

/**
 * Plans, without changing anything. Other values for the same keys are replaced only when `replace` says so.
 * @throws Refusal when the file cannot be understood, is somebody else's, or changed since the last enrolment
 */
export async function planEnrolment(wanted: Wanted, file: string, replace: boolean): Promise<Plan> {
  const keys = ownKeys(wanted)
  const found = await findFile(file)
  const receipt = await findReceipt(file)
  const text = found ? textOf(found.bytes, file) : ''
  const root = readToml(text, file)
  const done = found !== undefined && keys.every((key) => says(root, key)) && noneLeftOver(receipt, keys)
  if (done) return { file, found, before: null, text, after: text, keys, done }
  const before = receipt && applied(receipt, found, file) ? await originalOf(receipt, file) : (found ?? null)
  const base = before ? textOf(before.bytes, file) : ''
  if (!replace) refuseOthers(base, keys, file)
  const after = before ? putKeys(base, keys, file) : putKeys(`${heading(wanted)}\n`, keys, file)
  return { file, found, before, text, after, keys, done }
}

/** The line that stands above a file that enrolment made. */
export const heading = ({ server }: Pick<Wanted, 'server'>): string =>
  `# Written by "bailiwick enroll" for ${server}. "bailiwick unenroll" takes it back.`

/** Does what was planned: backup, receipt, file, in this order, so that a stop in the middle loses nothing. */
export async function carryOut({ file, found, before, after, keys }: Plan, wanted: Wanted, at: Date): Promise<void> {
  const fallback = wanted.mode === 'user' ? 0o600 : 0o644
  const as = found ?? { mode: fallback }
  if (before) await replaceFile(backupOf(file), before.bytes, as)
  const receipt: Receipt = {
    version: 1,
    mode: wanted.mode,
    server: wanted.server,
    at: at.toISOString(),
    before: before && { sha256: before.sha256 },
    after: { sha256: sha256(after) },
    keys,
  }
  await writeReceipt(file, receipt, as.mode)
  await replaceFile(file, after, as, found?.sha256 ?? null)
}

/** Whether the file is as the last enrolment left it, rather than as it was before. @throws Refusal when it is neither */
function applied({ before, after }: Receipt, found: Found | undefined, file: string): boolean {
  if (found?.sha256 === after.sha256) return true
  if ((found?.sha256 ?? null) === (before?.sha256 ?? null)) return false
  throw new Refusal(
    `${file} changed since it was enrolled. Run "bailiwick unenroll" first: it takes back its own keys and nothing else.`,
  )
}

async function originalOf({ before }: Receipt, file: string): Promise<Plan['before']> {
  if (!before) return null
  const bytes = await readFile(backupOf(file)).catch(missing)
  if (bytes && sha256(bytes) === before.sha256) return { bytes, sha256: before.sha256 }
  throw new Refusal(
    `${backupOf(file)} is missing or was changed, so the file from before cannot be restored. Nothing was changed.`,
  )
}

/** Keys of an earlier enrolment in another mode would stay behind. */
const noneLeftOver = (receipt: Receipt | undefined, keys: readonly OwnKey[]): boolean =>
  !receipt || receipt.keys.every(({ path }) => keys.some((key) => key.path.join('\0') === path.join('\0')))

function refuseOthers(base: string, keys: readonly OwnKey[], file: string): void {
  const parsed = parseToml(base)
  const root = parsed.ok ? parsed.root : {}
  const others = keys.filter((key) => valueAt(root, key.path) !== undefined && !says(root, key)).map(({ path }) => path.join('.'))
  if (others.length > 0)
    throw new Refusal(`${file} has other values for ${others.join(', ')}. --replace replaces them; "unenroll" brings them back.`)
}
