import { type Fault, keyFault, mostSteps, shortestFault, wordFault } from './client-limits.ts'

/** The steps of a dotted key as they are written: start and end offset of each, one after the other. Valid during the call only. */
export type Steps = readonly number[]

/** Is told what the scan meets, in the order of the text. `P` stands for a place in the document. */
export interface Visitor<P> {
  header(steps: Steps, array: boolean): P
  pair(parent: P, steps: Steps): P
  item(parent: P, index: number): P
  value(place: P, from: number, end: number): void
}

/** Deeper arrays and inline tables are the parser's to refuse. */
const deepest = 81

/**
 * Walks through a TOML text once, in time linear in its length, and returns the first thing beyond the client's limits. Texts that are
 * not TOML are left where they stop making sense: the parser says what is wrong with them.
 */
export function scanToml<P>(
  text: string,
  root: P,
  visitor: Visitor<P>,
  anyWhole = false,
): (Fault & { statement: number }) | undefined {
  let at = 0
  let table = root
  let fault: Fault | undefined
  const steps: number[] = []

  const skip = (lines: boolean) => {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === hash) {
        const end = text.indexOf('\n', at)
        at = (end < 0 ? text.length : end) - 1
      } else if (!isBlank(code) && !(lines && isLineEnd(code))) return
    }
  }

  const quoted = (): boolean => {
    const quote = text.charCodeAt(at)
    const long = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote
    at += long ? 3 : 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === backslash && quote === doubleQuote) at++
      else if (code === newline && !long) return false
      else if (code === quote && !long) return ++at > 0
      else if (code === quote && text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
        at += 3
        for (let more = 0; more < 2 && text.charCodeAt(at) === quote; more++) at++
        return true
      }
    }
    return false
  }

  const key = (): boolean => {
    steps.length = 0
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at++
      const from = at
      const code = text.charCodeAt(at)
      if (code === doubleQuote || code === singleQuote) {
        if (!quoted()) return false
      } else {
        while (isBare(text.charCodeAt(at))) at++
        if (at === from) return false
      }
      steps.push(from, at)
      if (steps.length > 2 * mostSteps) {
        fault = keyFault(steps[0] ?? from)
        return false
      }
      while (isBlank(text.charCodeAt(at))) at++
      if (text.charCodeAt(at) !== dot) return true
      at++
    }
  }

  const word = (): boolean => {
    const from = at
    while (at < text.length && !endsWord(text.charCodeAt(at))) at++
    if (at - from === 10 && text.charCodeAt(at) === 0x20 && /^\d{4}-\d\d-\d\d \d/.test(text.slice(from, at + 2))) {
      for (at++; at < text.length && !endsWord(text.charCodeAt(at)); ) at++
    }
    if (at - from >= shortestFault) fault = wordFault(text.slice(from, at), from, anyWhole)
    return at > from && !fault
  }

  const value = (place: P, depth: number): boolean => {
    const from = at
    const code = text.charCodeAt(at)
    let read: boolean
    if (depth > deepest) return false
    if (code === openBracket) read = list(place, depth)
    else if (code === openBrace) read = inline(place, depth)
    else read = code === doubleQuote || code === singleQuote ? quoted() : word()
    if (read) visitor.value(place, from, at)
    return read
  }

  const list = (place: P, depth: number): boolean => {
    at++
    for (let index = 0; ; index++) {
      skip(true)
      if (text.charCodeAt(at) === closeBracket) return ++at > 0
      if (!value(visitor.item(place, index), depth + 1)) return false
      skip(true)
      if (text.charCodeAt(at) === comma) at++
      else if (text.charCodeAt(at) !== closeBracket) return false
    }
  }

  const inline = (place: P, depth: number): boolean => {
    at++
    for (;;) {
      skip(true)
      if (text.charCodeAt(at) === closeBrace) return ++at > 0
      if (!pair(place, depth + 1)) return false
      skip(true)
      if (text.charCodeAt(at) === comma) at++
      else if (text.charCodeAt(at) !== closeBrace) return false
    }
  }

  const pair = (parent: P, depth: number): boolean => {
    if (!key() || text.charCodeAt(at) !== equals) return false
    const place = visitor.pair(parent, steps)
    at++
    while (isBlank(text.charCodeAt(at))) at++
    return value(place, depth)
  }

  const header = (): boolean => {
    const array = text.charCodeAt(at + 1) === openBracket
    at += array ? 2 : 1
    if (!key() || text.charCodeAt(at) !== closeBracket || (array && text.charCodeAt(at + 1) !== closeBracket)) return false
    table = visitor.header(steps, array)
    at += array ? 2 : 1
    return true
  }

  for (;;) {
    skip(true)
    if (at >= text.length) return undefined
    const statement = at
    const read = text.charCodeAt(at) === openBracket ? header() : pair(table, 0)
    if (fault) return { ...fault, statement }
    if (!read) return undefined
    skip(false)
    if (at < text.length && !isLineEnd(text.charCodeAt(at))) return undefined
  }
}

const newline = 0x0a
const hash = 0x23
const doubleQuote = 0x22
const singleQuote = 0x27
const comma = 0x2c
const dot = 0x2e
const equals = 0x3d
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const isBlank = (code: number) => code === 0x20 || code === 0x09
const isLineEnd = (code: number) => code === newline || code === 0x0d
const endsWord = (code: number) =>
  isBlank(code) || isLineEnd(code) || code === comma || code === closeBracket || code === closeBrace || code === hash
const isBare = (code: number) =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2d ||
  code === 0x5f
