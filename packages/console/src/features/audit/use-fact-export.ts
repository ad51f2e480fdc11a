import { auditRoutes } from '@bailiwick/contracts'
import { useEffect, useRef, useState } from 'react'
import { openStream } from '../../api/client.ts'
import { saveAs } from '../../ui/save-as.ts'

export interface FactExport {
  workspaceId: string
  /** Of the file that the browser keeps. */
  name: string
  format: 'jsonl' | 'csv'
  /** RFC 3339 */
  from: string | undefined
  to: string | undefined
}

type State =
  | { step: 'idle'; facts: 0; total: undefined }
  | { step: 'running' | 'done'; facts: number; total: number | undefined }
  | { step: 'failed'; error: unknown; facts: number; total: number | undefined }

const idle: State = { step: 'idle', facts: 0, total: undefined }
const types = { jsonl: 'application/jsonl', csv: 'text/csv' }

/** An export on its way: read line by line, so that its progress can be told and it can be stopped; then kept as a file. */
export function useFactExport() {
  const [state, setState] = useState<State>(idle)
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  const start = async ({ workspaceId, name, ...query }: FactExport) => {
    const own = new AbortController()
    abort.current = own
    setState({ step: 'running', facts: 0, total: undefined })
    let facts = 0
    let total: number | undefined
    try {
      const stream = await openStream(auditRoutes.export, { params: { workspaceId }, query, signal: own.signal })
      const chunks: BlobPart[] = []
      let first = ''
      for await (const chunk of read(stream)) {
        chunks.push(chunk)
        facts += countLines(chunk)
        if (total === undefined && query.format === 'jsonl') {
          first += new TextDecoder().decode(chunk)
          total = readTotal(first)
        }
        setState({ step: 'running', facts: Math.max(0, facts - 1), total })
      }
      saveAs(name, types[query.format], chunks)
      setState({ step: 'done', facts: Math.max(0, facts - 1), total })
    } catch (error) {
      setState(own.signal.aborted ? idle : { step: 'failed', error, facts, total })
    }
  }
  return { state, start, stop: () => abort.current?.abort() }
}

async function* read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function countLines(chunk: Uint8Array): number {
  let lines = 0
  for (const byte of chunk) if (byte === 10) lines++
  return lines
}

/** How many facts follow, from the first line of an export; undefined while that line is not whole. */
function readTotal(text: string): number | undefined {
  const end = text.indexOf('\n')
  if (end < 0) return undefined
  const header: unknown = JSON.parse(text.slice(0, end))
  return header !== null && typeof header === 'object' && 'count' in header && typeof header.count === 'number'
    ? header.count
    : undefined
}
