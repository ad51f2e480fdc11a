import { type Path, parseToml, type Steps, scanToml } from '@bailiwick/policy'

/** Start and end offset in the text, the end exclusive. */
export type Range = readonly [from: number, to: number]

/** Where a key or an item stands in a text. A table may stand in several places: headers, dotted keys. */
export interface Place {
  /** The pair as it is written, from its first key step to the end of its value; an item of an array is only its value. */
  pair?: Range
  /** What stands right of the equals sign, or the item itself. */
  value?: Range
  /** `[header]` blocks that name exactly this place: from the bracket to the end of the last pair. */
  blocks: Range[]
  below: Map<string | number, Place>
}

export interface Outline {
  root: Place
  /** The place of a path, if something is written there. */
  at(path: Path): Place | undefined
  /** The deepest path whose own text holds this offset; its line counts as its own. */
  pathAt(offset: number): Path
  /** All headers in the order of the text, by the offset of their bracket. */
  headers: readonly number[]
  text: string
}

/** Finds what stands where in a text that is valid TOML, in time linear in its length. */
export function outlineOf(text: string): Outline {
  const root = newPlace()
  const headers: number[] = []
  let open: { place: Place; index: number } | undefined
  const grow = (to: number) => {
    const block = open?.place.blocks[open.index]
    if (open && block && to > block[1]) open.place.blocks[open.index] = [block[0], to]
  }
  const nameOf = (steps: Steps, index: number) => unquoted(text.slice(steps[index], steps[index + 1]))
  const starts = new Map<Place, number>()
  scanToml<Place>(text, root, {
    header(steps, array) {
      let place = root
      for (let index = 0; index < steps.length; index += 2) {
        place = stepInto(place, nameOf(steps, index))
        const last = index === steps.length - 2
        if (array && last) place = stepInto(place, place.below.size)
        else if (!last) place = lastItem(place)
      }
      const from = text.lastIndexOf('[', steps[0]) - (array ? 1 : 0)
      const end = text.indexOf(']', steps.at(-1)) + (array ? 2 : 1)
      headers.push(from)
      place.blocks.push([from, end])
      open = { place, index: place.blocks.length - 1 }
      return place
    },
    pair(parent, steps) {
      let place = parent
      for (let index = 0; index < steps.length; index += 2) place = stepInto(place, nameOf(steps, index))
      starts.set(place, steps[0] ?? 0)
      return place
    },
    item: stepInto,
    value(place, from, to) {
      place.value = [from, to]
      place.pair = [starts.get(place) ?? from, to]
      grow(to)
    },
  })
  const at = (path: Path) => path.reduce<Place | undefined>((place, step) => place?.below.get(step), root)
  const pathAt = (offset: number) => {
    const path: (string | number)[] = []
    for (let place: Place | undefined = root; place; ) {
      let next: Place | undefined
      for (const [step, child] of place.below) {
        if (!rangesOf(child).some(([from, to]) => from <= offset && offset <= to)) continue
        path.push(step)
        next = child
        break
      }
      place = next
    }
    return path
  }
  return { root, at, pathAt, headers, text }
}

/** Every stretch of text that belongs to a place and what lies below it, in order, touching ones joined. Found once for each place. */
export function rangesOf(place: Place): readonly Range[] {
  const found = known.get(place) ?? findRanges(place)
  known.set(place, found)
  return found
}

/** Places do not change once their outline is made. */
const known = new WeakMap<Place, readonly Range[]>()

function findRanges(place: Place): readonly Range[] {
  if (place.pair) return [place.pair]
  const all = [...place.blocks, ...[...place.below.values()].flatMap(rangesOf)].toSorted((a, b) => a[0] - b[0])
  const joined: Range[] = []
  for (const range of all) {
    const last = joined.at(-1)
    if (last && range[0] <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], range[1])]
    else joined.push(range)
  }
  return joined
}

const newPlace = (): Place => ({ blocks: [], below: new Map() })

function stepInto(place: Place, step: string | number): Place {
  const existing = place.below.get(step)
  if (existing) return existing
  const created = newPlace()
  place.below.set(step, created)
  return created
}

/** A header below `[[items]]` goes into the item that was begun last. */
function lastItem(place: Place): Place {
  const last = place.below.size - 1
  return (place.below.has(0) ? place.below.get(last) : undefined) ?? place
}

function unquoted(written: string): string {
  if (!/^["']/.test(written)) return written
  if (!written.includes('\\')) return written.slice(1, -1)
  const parsed = parseToml(`name = ${written}`)
  const name = parsed.ok ? parsed.root.name : undefined
  return typeof name === 'string' ? name : written.slice(1, -1)
}
