import { noUsage, readUsage, type Usage, usageInTail } from './usage.ts'

/** How a response ended, by its last event. */
export type Ending = 'completed' | 'incomplete' | 'failed'

export interface UsageScanner {
  /** Looks at the next bytes; never keeps more than the last event's tail. */
  scan(chunk: Buffer): void
  /** What the last event said; undefined while there was none. */
  ending(): Ending | undefined
  usage(): Usage
}

/** Of a last event, this many bytes are kept at most: its end, where the usage stands. */
export const keptBytes = 1024 * 1024
/** A line's kind is known by its beginning. */
const headBytes = 160
const newline = 10

const terminalEvent = /^event:\s*response\.(completed|incomplete|failed)/
const terminalType = /"type"\s*:\s*"response\.(completed|incomplete|failed)"/
const anyType = /"type"\s*:/

/**
 * Follows a Responses event stream line by line without holding it: only the data of the last event (`response.completed`,
 * `.incomplete`, `.failed`) is kept and read, everything else costs one search for the next line end.
 */
export function scanUsage(): UsageScanner {
  let head = ''
  let inHead = true
  let announced: Ending | undefined
  let kept: Buffer[] | undefined
  let keptSize = 0
  let found: { ending: Ending; usage: Usage } | undefined

  function keep(part: Buffer): void {
    if (!kept || part.length === 0) return
    kept.push(part)
    keptSize += part.length
    while (kept.length > 1 && keptSize - (kept[0]?.length ?? 0) >= keptBytes) keptSize -= kept.shift()?.length ?? 0
  }

  function decide(): void {
    inHead = false
    const event = terminalEvent.exec(head)
    // The pattern allows these three words only.
    if (event) announced = event[1] as Ending
    else if (head.startsWith('data:')) {
      const type = terminalType.exec(head)
      if (type) announced = type[1] as Ending
      // A line that does not tell its type early may be the last event in another order of keys.
      if (announced || !anyType.test(head)) {
        kept = [Buffer.from(head, 'latin1')]
        keptSize = head.length
      }
    }
  }

  function endLine(): void {
    if (inHead) decide()
    if (kept) found = readEvent(Buffer.concat(kept).toString('utf8'), announced) ?? found
    if (head === '' || head === '\r' || kept) announced = undefined
    kept = undefined
    head = ''
    inHead = true
  }

  return {
    scan(chunk) {
      let at = 0
      while (at < chunk.length) {
        const end = chunk.indexOf(newline, at)
        const lineEnd = end < 0 ? chunk.length : end
        if (inHead) {
          const taken = Math.min(lineEnd, at + headBytes - head.length)
          head += chunk.toString('latin1', at, taken)
          at = taken
          if (head.length >= headBytes) decide()
        }
        if (kept) keep(chunk.subarray(at, lineEnd))
        if (end < 0) return
        endLine()
        at = end + 1
      }
    },
    ending: () => found?.ending,
    usage: () => found?.usage ?? noUsage,
  }
}

function readEvent(line: string, announced: Ending | undefined): { ending: Ending; usage: Usage } | undefined {
  try {
    const event = JSON.parse(line.slice(line.indexOf(':') + 1)) as { type?: string; response?: { usage?: unknown } } | null // read defensively below
    const ending = announced ?? endings[event?.type ?? '']
    return ending && { ending, usage: readUsage(event?.response?.usage) }
  } catch {
    return announced && { ending: announced, usage: usageInTail(line) }
  }
}

const endings: Record<string, Ending> = {
  'response.completed': 'completed',
  'response.incomplete': 'incomplete',
  'response.failed': 'failed',
}
