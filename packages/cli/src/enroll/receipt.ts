import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import type { Mode } from './own-keys.ts'
import { Refusal } from './refusal.ts'
import { missing, replaceFile } from './replace-file.ts'

const value = z.union([z.string(), z.boolean(), z.array(z.string())])
const Receipt = z.object({
  version: z.literal(1),
  mode: z.enum(['system', 'user', 'config-server']),
  server: z.string(),
  at: z.string(),
  /** Null: there was no file. */
  before: z.object({ sha256: z.string() }).nullable(),
  after: z.object({ sha256: z.string() }),
  keys: z.array(z.object({ path: z.array(z.string()), value: z.union([value, z.record(z.string(), value)]) })),
})

/** What an enrolment did to a file: enough to take it back byte for byte, or key by key. Lies beside the file. */
export type Receipt = z.infer<typeof Receipt> & { mode: Mode }

const receiptOf = (file: string): string => `${file}.bailiwick.json`
export const backupOf = (file: string): string => `${file}.before-bailiwick`

/** The receipt of a file; undefined when it was not enrolled. @throws Refusal when it cannot be read as one */
export async function findReceipt(file: string): Promise<Receipt | undefined> {
  const text = await readFile(receiptOf(file), 'utf8').catch(missing)
  if (text === undefined) return undefined
  try {
    return Receipt.parse(JSON.parse(text))
  } catch {
    throw new Refusal(`${receiptOf(file)} is not a receipt of this command. Look at ${file} and ${backupOf(file)} yourself.`)
  }
}

export async function writeReceipt(file: string, receipt: Receipt, mode: number): Promise<void> {
  await replaceFile(receiptOf(file), `${JSON.stringify(receipt, null, 2)}\n`, { mode })
}

export const dropReceipt = (file: string): Promise<void> => rm(receiptOf(file), { force: true })
