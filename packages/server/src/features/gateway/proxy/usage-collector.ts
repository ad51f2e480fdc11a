import { noUsage, readUsage, usageInTail } from './usage.ts'
import { keptBytes, type UsageScanner } from './usage-scanner.ts'

/** Reads the tokens of an answer that is one JSON object, from its end when it is large. */
export function collectUsage(): UsageScanner {
  const parts: Buffer[] = []
  let size = 0
  const text = () => Buffer.concat(parts).toString('utf8')
  return {
    scan(chunk) {
      parts.push(chunk)
      size += chunk.length
      while (parts.length > 1 && size - (parts[0]?.length ?? 0) >= keptBytes) size -= parts.shift()?.length ?? 0
    },
    ending: () => undefined,
    usage() {
      try {
        const body: unknown = JSON.parse(text())
        return typeof body === 'object' && body !== null && 'usage' in body ? readUsage(body.usage) : noUsage
      } catch {
        return usageInTail(text())
      }
    },
  }
}
