import { readFile, rm } from 'node:fs/promises'
import { valueAt } from '@bailiwick/policy'
import { putKeys, readToml, says, takeKeys } from './edit-toml.ts'
import { heading } from './enroll.ts'
import type { OwnKey } from './own-keys.ts'
import { backupOf, dropReceipt, findReceipt, type Receipt } from './receipt.ts'
import { Refusal } from './refusal.ts'
import { type Found, findFile, missing, replaceFile, sha256, textOf } from './replace-file.ts'

/** What taking an enrolment back would do. `exact`: the file becomes, byte for byte, what it was. `after` null removes the file. */
export interface Removal {
  file: string
  found: Found | undefined
  text: string
  after: Buffer | null
  exact: boolean
  /** What the person should know: keys that were changed since and are left alone, a backup that is kept. */
  notes: string[]
}

/**
 * Plans how to take an enrolment back; undefined when the file was not enrolled.
 * @throws Refusal when the file cannot be understood, or its backup is not what it was
 */
export async function planRemoval(file: string): Promise<Removal | undefined> {
  const receipt = await findReceipt(file)
  if (!receipt) return undefined
  const found = await findFile(file)
  if (!found) {
    const notes = receipt.before ? [`${file} is gone; what it was before enrolment stays in ${backupOf(file)}.`] : []
    return { file, found, text: '', after: null, exact: receipt.before === null, notes }
  }
  const text = textOf(found.bytes, file)
  if (found.sha256 === receipt.before?.sha256) return { file, found, text, after: found.bytes, exact: true, notes: [] }
  const original = await originalOf(receipt, file)
  if (found.sha256 === receipt.after.sha256) return { file, found, text, after: original, exact: true, notes: [] }
  return keyByKey({ file, found, text, receipt, original })
}

/** Does what was planned. The backup goes only when the file is again what the backup holds. */
export async function takeBack({ file, found, after, exact }: Removal): Promise<void> {
  if (found && after) await replaceFile(file, after, found, found.sha256)
  else if (found) await rm(file)
  await dropReceipt(file)
  if (exact) await rm(backupOf(file), { force: true })
}

type Parts = { file: string; found: Found; text: string; receipt: Receipt; original: Buffer | null }

function keyByKey({ file, found, text, receipt, original }: Parts): Removal {
  const root = readToml(text, file)
  const before = original ? readToml(textOf(original, backupOf(file)), backupOf(file)) : {}
  const ours = receipt.keys.filter((key) => says(root, key))
  const left = receipt.keys.filter((key) => !says(root, key) && valueAt(root, key.path) !== undefined)
  const earlier = ours.flatMap(({ path }): OwnKey[] => {
    const value = valueAt(before, path)
    return value === undefined ? [] : [{ path, value: value as OwnKey['value'] }] // a value of the same document, put back where it was
  })
  const returned = new Set(earlier.map(({ path }) => path.join('\0')))
  const taken = ours.map(({ path }) => path).filter((path) => !returned.has(path.join('\0')))
  const without = putKeys(takeKeys(text, taken, file), earlier, file).replace(`${heading(receipt)}\n`, '')
  const notes = [`${file} changed since it was enrolled: only the keys of the enrolment are taken out.`]
  if (left.length > 0)
    notes.push(`Left alone, because somebody changed them: ${left.map(({ path }) => path.join('.')).join(', ')}.`)
  if (original) notes.push(`What the file was before enrolment stays in ${backupOf(file)}.`)
  const after = without.trim() === '' && original === null ? null : Buffer.from(without)
  return { file, found, text, after, exact: false, notes }
}

async function originalOf({ before }: Receipt, file: string): Promise<Buffer | null> {
  if (!before) return null
  const bytes = await readFile(backupOf(file)).catch(missing)
  if (bytes && sha256(bytes) === before.sha256) return bytes
  throw new Refusal(
    `${backupOf(file)} is missing or was changed, so the file from before cannot be restored. Nothing was changed.`,
  )
}
