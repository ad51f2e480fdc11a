import { parse } from 'smol-toml'
import type { Path } from './parse-toml.ts'
import { type Steps, scanToml } from './scan-toml.ts'

export interface Span {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** A place in the source: where its key is written, where its value is (start and end offset), and what lies below it. */
interface Place {
  key?: readonly [number, number]
  value?: readonly [number, number]
  below?: Map<string | number, Place>
  /** How many `[[headers]]` name it. */
  items?: number
}

const documentStart: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }

/**
 * Finds keys and values in the source, which has been parsed before. A place that cannot be found falls back to the nearest one above
 * it. Takes time linear in the source for all places together.
 */
export function positionsOf(source: string): (path: Path, part: 'key' | 'value') => Span {
  const text = source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source
  const root = placesOf(text)
  const at = locator(text)
  return (path, part) => {
    let place: Place | undefined = root
    let found: readonly [number, number] | undefined
    for (const [index, step] of path.entries()) {
      place = place.below?.get(step)
      if (!place) break
      const last = index === path.length - 1
      found = (last && part === 'value' ? (place.value ?? place.key) : (place.key ?? place.value)) ?? found
    }
    if (!found) return documentStart
    const [start, end] = [at(found[0]), at(found[1])]
    return { ...start, endLine: end.line, endColumn: end.column }
  }
}

/** Line and column of an offset; both count from 1. */
export function locator(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0]
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function placesOf(text: string): Place {
  const root: Place = {}
  const into = (place: Place, steps: Steps, index: number): Place => {
    const span = [steps[index] ?? 0, steps[index + 1] ?? 0] as const
    const below = stepInto(place, nameOf(text.slice(...span)))
    below.key ??= span
    return below
  }
  scanToml(text, root, {
    header(steps, array) {
      const span = [steps[0] ?? 0, steps.at(-1) ?? 0] as const
      let place = root
      for (let index = 0; index < steps.length; index += 2) {
        place = into(place, steps, index)
        if (array && index === steps.length - 2) place.items = (place.items ?? 0) + 1
        if (place.items) place = stepInto(place, place.items - 1)
      }
      place.value ??= span
      return place
    },
    pair(parent, steps) {
      let place = parent
      for (let index = 0; index < steps.length; index += 2) place = into(place, steps, index)
      return place
    },
    item: stepInto,
    value(place, from, end) {
      place.value = [from, end]
    },
  })
  return root
}

function stepInto(place: Place, step: string | number): Place {
  place.below ??= new Map()
  const existing = place.below.get(step)
  if (existing) return existing
  const created: Place = {}
  place.below.set(step, created)
  return created
}

function nameOf(written: string): string {
  if (!/^["']/.test(written)) return written
  if (written.startsWith("'") || !written.includes('\\')) return written.slice(1, -1)
  const { name } = parse(`name = ${written}`)
  return typeof name === 'string' ? name : written
}
