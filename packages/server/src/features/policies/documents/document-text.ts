import { createHash } from 'node:crypto'
import { maxPolicyBytes } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'

/** Longer texts stand in facts by their hash alone; the version keeps them whole. */
const recordedBytes = 32 * 1024

/**
 * A document as it is stored and served: UTF-8, so half a surrogate pair becomes U+FFFD before it is checked. Fails: policy.too_large.
 */
export function readDocument(text: string): { contents: string; sha256: string } {
  const contents = text.toWellFormed()
  const bytes = Buffer.byteLength(contents)
  if (bytes > maxPolicyBytes) {
    throw new Failure('policy.too_large', { detail: `It has ${bytes} bytes; the limit is ${maxPolicyBytes}.`, more: { bytes } })
  }
  return { contents, sha256: createHash('sha256').update(contents).digest('hex') }
}

/** The text for a fact, or how long it is when it is too long for one. */
export function forTheRecord(contents: string): { contents: string } | { contentsBytes: number } {
  const bytes = Buffer.byteLength(contents)
  return bytes <= recordedBytes ? { contents } : { contentsBytes: bytes }
}
