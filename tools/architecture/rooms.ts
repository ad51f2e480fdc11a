import { dirname } from 'node:path/posix'
import { resolveImport, type Source } from './sources.ts'

/** One file of a room that imports a file of another. */
export type Visit = { from: string; to: string; room: string; otherRoom: string | undefined }

const features = 'packages/server/src/features/'

/** The rooms of the server: folders below features that have a door. */
function roomsOf(sources: readonly Source[]): string[] {
  return sources
    .map(({ path }) => path)
    .filter((path) => path.startsWith(features) && path.endsWith('/index.ts'))
    .map((path) => path.slice(0, -'/index.ts'.length))
}

/** The room of a file: the nearest folder with a door. */
function roomOf(path: string, rooms: readonly string[]): string | undefined {
  return rooms.filter((room) => path.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0]
}

/** Every import that enters a room from outside of it. */
export function visits(sources: readonly Source[]): Visit[] {
  const rooms = roomsOf(sources)
  return sources.flatMap((source) => {
    const room = roomOf(source.path, rooms) ?? dirname(source.path)
    return source.imports.flatMap((name) => {
      const to = resolveImport(source, name)
      if (!to?.startsWith(features)) return []
      const otherRoom = roomOf(to, rooms)
      return (otherRoom ?? dirname(to)) === room ? [] : [{ from: source.path, to, room, otherRoom }]
    })
  })
}

/** The first circle among rooms that visit each other, as the rooms on the way; undefined when there is none. */
export function findCycle(edges: readonly { room: string; otherRoom: string | undefined }[]): string[] | undefined {
  const next = new Map<string, Set<string>>()
  for (const { room, otherRoom } of edges) {
    if (otherRoom !== undefined) next.set(room, (next.get(room) ?? new Set()).add(otherRoom))
  }
  const finished = new Set<string>()
  const walk = (room: string, way: string[]): string[] | undefined => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room]
    if (finished.has(room)) return undefined
    for (const other of next.get(room) ?? []) {
      const cycle = walk(other, [...way, room])
      if (cycle !== undefined) return cycle
    }
    finished.add(room)
    return undefined
  }
  for (const room of next.keys()) {
    const cycle = walk(room, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
