import { connect, createServer, type Socket } from 'node:net'

/** A way to a database that can be cut and mended, as seen by one replica. */
export interface CuttableDatabase {
  url: string
  /** Drops every connection and refuses new ones. */
  cut(): void
  mend(): void
  /** Connections that are open now answer nothing any more, and do not say so; new ones work. */
  silence(): void
  close(): Promise<void>
}

/** Puts a wire between a replica and its database. */
export async function cuttableDatabase(databaseUrl: string): Promise<CuttableDatabase> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let whole = true
  const wire = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from) && to.destroy())
    }
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))
  const address = wire.address()
  if (!address || typeof address === 'string') throw new Error('a TCP listener has an address and a port')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${address.port}`
  const dropAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: url.href,
    cut() {
      whole = false
      dropAll()
    },
    mend() {
      whole = true
    },
    silence() {
      for (const socket of open) socket.unpipe().pause()
    },
    async close() {
      dropAll()
      await new Promise<void>((resolve) => wire.close(() => resolve()))
    },
  }
}
