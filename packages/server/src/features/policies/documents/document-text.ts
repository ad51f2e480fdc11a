import { createHash } from 'node:crypto'
import { maxPolicyBytes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import type { Texts } from './documents.store.ts'

/** Longer texts stand in facts by their hash alone; the version keeps them whole. */
const recordedBytes = 32 * 1024

/**
 * The documents of a version as they are stored and served: UTF-8, so half a surrogate pair becomes U+FFFD before it is checked.
 * Fails: policy.too_large.
 */
export function readTextsOf({ contents, defaults = '' }: { contents: string; defaults?: string }): Texts & { sha256: string } {
  const texts = { contents: readDocument(contents, ''), defaults: readDocument(defaults, 'The managed defaults: ') }
  return { ...texts, sha256: hashTexts(texts) }
}

/** In hex: of the requirements, and where there are managed defaults, of both with a NUL between them. */
export function hashTexts({ contents, defaults }: Texts): string {
  const hash = createHash('sha256').update(contents)
  if (defaults !== '') hash.update('\0').update(defaults)
  return hash.digest('hex')
}

function readDocument(text: string, which: string): string {
  const contents = text.toWellFormed()
  const bytes = Buffer.byteLength(contents)
  if (bytes > maxPolicyBytes) {
    const detail = `${which}It has ${bytes} bytes; the limit is ${maxPolicyBytes}.`
    throw new Failure('policy.too_large', { detail, more: { bytes } })
  }
  return contents
}

/** The texts for a fact, or how long they are where they are too long for one. */
export const forTheRecord = ({ contents, defaults }: Texts): Record<string, string | number> => ({
  ...recorded('contents', contents),
  ...(defaults !== '' && recorded('defaults', defaults)),
})

function recorded(name: string, text: string): Record<string, string | number> {
  const bytes = Buffer.byteLength(text)
  return bytes <= recordedBytes ? { [name]: text } : { [`${name}Bytes`]: bytes }
}
