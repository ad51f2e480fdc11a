import type { Memory } from '../../platform/changes/changes.ts'
import type { Sealing } from '../../platform/crypto/sealing.ts'
import type { Db } from '../../platform/db/db.ts'
import type { Log } from '../../platform/log.ts'
import type { IssuerApp } from '../codex/issuer/index.ts'
import type { Devices } from '../policies/devices/index.ts'
import type { Observers } from '../policies/evaluations/index.ts'
import { type HeldBodies, openHeldBodies } from './proxy/held-bodies.ts'
import { openTurnLog, type TurnLog } from './turns/turn-log.ts'
import { type Connections, openConnections } from './upstreams/connections.ts'
import { type Health, openHealth } from './upstreams/health.ts'
import { openUpstreams, type Upstreams } from './upstreams/upstream-standing.ts'

/** What the gateway holds while it runs. */
export interface Gateway {
  upstreams: Upstreams
  connections: Connections
  health: Health
  turnLog: TurnLog
  bodies: HeldBodies
  /** Ends of the calls that run now, by call: what a stop of the server uses. */
  running: Set<(why: string) => void>
  /** Marks what we send, so that a call that comes back to us is recognised: the same on every replica of an installation. */
  loopMark: string
  memory: Memory
  /** Ends the connections and writes the turn records that wait. */
  close(): Promise<void>
}

export type GatewayApp = IssuerApp & { gateway: Gateway; devices: Devices; observers: Observers }

export function openGateway({ db, sealing, log }: { db: Db; sealing: Sealing; log: Log }): Gateway {
  const connections = openConnections()
  const health = openHealth()
  const turnLog = openTurnLog(db, log)
  const { memory, ...upstreams } = openUpstreams(db, sealing, (all) => {
    const list = [...all]
    connections.keep(list)
    health.keep(new Set(list.map((it) => it.id)))
  })
  return {
    upstreams,
    connections,
    health,
    turnLog,
    bodies: openHeldBodies(),
    running: new Set(),
    loopMark: sealing.derive('gateway loop mark', '').toString('hex').slice(0, 24),
    memory,
    async close() {
      await connections.close()
      await turnLog.close()
    },
  }
}
