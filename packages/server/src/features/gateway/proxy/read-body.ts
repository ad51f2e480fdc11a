import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, zstdDecompress } from 'node:zlib'
import { findModel } from './find-model.ts'
import { badRequest, type Refusal } from './refusals.ts'

/** The largest body of a model call, in bytes, as it comes and unpacked. Long threads with images reach some megabytes. */
export const maxCallBytes = 32 * 1024 * 1024
const tooLarge = badRequest(413, `The request is larger than ${maxCallBytes / 1024 / 1024} MiB, unpacked.`)

/** What the gateway reads of a call; everything else passes untouched. */
export interface ModelCall {
  model: string
  /** Plain JSON, as the client wrote it. */
  bytes: Buffer
}

const longestModel = 200

const unpackers: Record<string, (packed: Buffer, limits: { maxOutputLength: number }) => Promise<Buffer>> = {
  zstd: promisify(zstdDecompress),
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
}

/** Reads, unpacks and understands the body; gives a refusal for what is too large, not JSON, or names no model. */
export async function readCall(request: IncomingMessage): Promise<ModelCall | Refusal> {
  const packed = await collect(request)
  if (!packed) return tooLarge
  const bytes = await unpack(packed, request.headers['content-encoding'])
  return Buffer.isBuffer(bytes) ? toCall(bytes) : bytes
}

function toCall(bytes: Buffer): ModelCall | Refusal {
  const found = findModel(bytes)
  if (found === 'not_json') return badRequest(400, 'The request is not JSON.')
  if (found === 'several') return badRequest(400, 'The request names its model more than once.')
  const model = found === 'no_model' ? '' : found.model.trim()
  if (model === '' || model.length > longestModel)
    return badRequest(400, `The request names no model: \`model\` must be a text of 1 to ${longestModel} characters.`)
  return { model, bytes }
}

/** The body as it comes; undefined when it is too large. What follows is thrown away, so that the refusal can be read. */
async function collect(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxCallBytes) {
    request.resume()
    return undefined
  }
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= maxCallBytes) parts.push(part)
      else resolve(undefined)
    })
    request.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the client hung up while it was sending')))
  })
}

async function unpack(packed: Buffer, encoding: string | undefined): Promise<Buffer | Refusal> {
  if (!encoding || encoding === 'identity') return packed
  const unpacker = unpackers[encoding.trim().toLowerCase()]
  if (!unpacker)
    return badRequest(415, `The content-encoding ${encoding.slice(0, 40)} is not understood; zstd, gzip, br and none are.`)
  try {
    return await unpacker(packed, { maxOutputLength: maxCallBytes })
  } catch (error) {
    const large = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return large ? tooLarge : badRequest(400, `The body is not what its content-encoding ${encoding.slice(0, 40)} says.`)
  }
}
