import { anyValue, nearMiss } from './document.ts'
import type { Random } from './random.ts'
import { type Node, render } from './render.ts'

/** One to three edits of a document, as a person in a hurry or a script gone wrong makes them. */
function mutateTree(root: Map<string, Node>, random: Random): Map<string, Node> {
  const copy = clone(root) as Map<string, Node> // a table stays a table
  for (let edits = 1 + random.below(3); edits > 0; edits--) edit(copy, random)
  return copy
}

type Slot = { table: Map<string, Node>; key: string } | { list: Node[]; index: number }

function edit(root: Map<string, Node>, random: Random): void {
  const slots = slotsOf(root)
  if (slots.length === 0) return
  const slot = random.pick(slots)
  const roll = random.next()
  if (roll < 0.4) put(slot, random.chance(0.5) ? anyValue(random) : clone(take(random.pick(slots))))
  else if (roll < 0.6) remove(slot)
  else if (roll < 0.8 && 'table' in slot) {
    const value = take(slot)
    slot.table.delete(slot.key)
    const other = random.pick(slots)
    slot.table.set('table' in other && random.chance(0.5) ? other.key : nearMiss(slot.key, random), value)
  } else {
    const other = random.pick(slots)
    const value = clone(take(other))
    if ('table' in slot) slot.table.set('table' in other ? other.key : slot.key, value)
    else slot.list.push(value)
  }
}

const take = (slot: Slot): Node => ('table' in slot ? slot.table.get(slot.key) : slot.list[slot.index]) ?? 'x'
function put(slot: Slot, value: Node): void {
  if ('table' in slot) slot.table.set(slot.key, value)
  else if (slot.index < slot.list.length) slot.list[slot.index] = value
}
function remove(slot: Slot): void {
  if ('table' in slot) slot.table.delete(slot.key)
  else slot.list.splice(slot.index, 1)
}

function slotsOf(node: Node, found: Slot[] = []): Slot[] {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) {
      found.push({ list: node, index })
      slotsOf(item, found)
    }
  } else if (node instanceof Map) {
    for (const [key, item] of node) {
      found.push({ table: node, key })
      slotsOf(item, found)
    }
  }
  return found
}

function clone(node: Node): Node {
  if (Array.isArray(node)) return node.map(clone)
  return node instanceof Map ? new Map([...node].map(([key, item]) => [key, clone(item)])) : node
}

const pieces = ['"', "'", '[', ']', '{', '}', '=', ',', '.', '\n', '\r', '\r\n', ' ', '\t', '#', '\\', '\0', '\u007f', '\u0001', 'é', '\uFEFF', '-', '+', '_', '0', '1', 'e', 'true', 'inf', 'nan', '"""', "'''", '0x1F', '1_000', '1e5', '2024-01-01', '07:32', '1979-05-27T07:32:00Z', '\\u0041', '\\e', '\\x41', '\\q', 'a.b = 1\n', '[a]\n', '[[a]]\n', '\u2028', '𝕏', '9223372036854775808', '01', '.5', '5.', '1__0', '\\\n', '\ufffe', '[features]\n', 'features.x = true\n', '\u0085'] // biome-ignore format: a list

/** One to three edits of the letters. */
export function mutateText(text: string, random: Random): string {
  let edited = text
  for (let edits = 1 + random.below(3); edits > 0; edits--) {
    const at = random.below(edited.length + 1)
    const roll = random.next()
    if (roll < 0.35) edited = edited.slice(0, at) + random.pick(pieces) + edited.slice(at)
    else if (roll < 0.6) edited = edited.slice(0, at) + edited.slice(at + 1)
    else if (roll < 0.8) edited = edited.slice(0, at) + random.pick(pieces) + edited.slice(at + 1)
    else {
      const lines = edited.split('\n')
      const line = random.below(lines.length)
      const [moved = ''] = lines.splice(line, 1)
      if (random.chance(0.7)) lines.splice(random.below(lines.length + 1), 0, moved, ...(random.chance(0.3) ? [moved] : []))
      edited = lines.join('\n')
    }
  }
  return edited
}

/** A parsed document (tables as plain objects, whole numbers as bigint) as nodes. */
export function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return value.map(nodeOf)
  if (value instanceof Date) return { raw: value.toISOString() }
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value).map(([key, item]) => [key, nodeOf(item)]))
  return value as Node // the parser makes nothing else
}

export const renderMutated = (root: Map<string, Node>, random: Random) => render(mutateTree(root, random), random)
