import type { FastifyInstance } from 'fastify'
import { openGate } from '../features/access/index.ts'
import {
  type AtTokens,
  countUnknownTokens,
  type GrantUses,
  openAtTokens,
  openSigningKeys,
  type SigningKeys,
  type UnknownTokens,
  type VerifiedTokens,
} from '../features/codex/issuer/index.ts'
import { type Gateway, openGateway } from '../features/gateway/index.ts'
import { openSyncHistory, type SyncHistory } from '../features/identity/directories/index.ts'
import { type Devices, openDevices } from '../features/policies/devices/index.ts'
import { type Enrolments, openEnrolments } from '../features/policies/enrolments/index.ts'
import { type Observers, openObservers } from '../features/policies/evaluations/index.ts'
import { openStanding, type Standing } from '../features/standing/index.ts'
import { followChanges } from '../platform/changes/changes.ts'
import type { Clock } from '../platform/clock.ts'
import { openSealing } from '../platform/crypto/sealing.ts'
import { openDb } from '../platform/db/db.ts'
import { openEvidence } from '../platform/facts/index.ts'
import { openServer } from '../platform/http/index.ts'
import type { Log } from '../platform/log.ts'
import type { Config, Platform } from '../platform/platform.ts'
import { rooms } from './rooms.ts'
import { serviceRoutes } from './service-routes.ts'

/** Everything the rooms may use, joined here and nowhere else. */
export interface App extends Platform {
  standing: Standing
  /** What signs and verifies the tokens of Codex clients. */
  signingKeys: SigningKeys
  verifiedTokens: VerifiedTokens
  grantUses: GrantUses
  /** Access tokens for automation. */
  atTokens: AtTokens
  /** Tries of tokens that nobody has. */
  unknownTokens: UnknownTokens
  /** What clients were served and what came after. */
  devices: Devices
  /** Config-server addresses without identity. */
  enrolments: Enrolments
  /** What drafts would have said to what passes the gateway. */
  observers: Observers
  /** What directories did, on its way to the database. */
  syncHistory: SyncHistory
  /** Model upstreams, their connections, and turn records on their way. */
  gateway: Gateway
  /** Builds everything in memory anew; for tests and restores that write around the feed. */
  reload(): Promise<void>
}

export interface OpenApp {
  app: App
  server: FastifyInstance
  close(): Promise<void>
}

export interface Start {
  config: Config
  clock: Clock
  log: Log
  sealingKey: Buffer
  previousSealingKey?: Buffer
}

/** Composes the control plane on a migrated database; nothing listens yet. */
export async function openApp({ config, clock, log, sealingKey, previousSealingKey }: Start): Promise<OpenApp> {
  const { db, close: closeDb } = openDb(config.databaseUrl, log)
  const evidence = openEvidence({ db, clock, log })
  const sealing = await openSealing(db, sealingKey, previousSealingKey)
  const standing = openStanding(db)
  const signingKeys = openSigningKeys(db, sealing, clock)
  const atTokens = openAtTokens(db)
  const gateway = openGateway({ db, sealing, log })
  const enrolments = openEnrolments(db, log)
  const observers = openObservers({ db, log, config, clock })
  const syncHistory = openSyncHistory(db, log)
  const devices = await openDevices(db, log, clock.now())
  const memories = [standing.memory, atTokens.memory, signingKeys.memory, enrolments.memory, observers.memory, gateway.memory]
  const feed = await followChanges({ db, url: config.databaseUrl, log, memories })
  const reload = async () => {
    for (const memory of memories) (await memory.loadAll())()
  }
  const app: App = {
    config,
    db,
    clock,
    log,
    sealing,
    feed,
    evidence,
    standing,
    signingKeys,
    verifiedTokens: new Map(),
    grantUses: new Map(),
    atTokens,
    unknownTokens: countUnknownTokens(clock, () => evidence.count('unknown_client_token')),
    devices,
    enrolments,
    observers,
    syncHistory,
    gateway,
    reload,
  }
  const server = await openServer(config, log)
  const gate = openGate(app)
  serviceRoutes(server, app)
  for (const room of rooms) room(server, app, gate)
  return {
    app,
    server,
    async close() {
      await server.close()
      await feed.close()
      await gateway.close()
      await enrolments.close()
      await observers.close()
      await devices.close()
      await syncHistory.close()
      await evidence.close()
      await closeDb()
    },
  }
}
