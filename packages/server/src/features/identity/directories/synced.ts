import type { Actor } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Effects } from './history.ts'

/** What provisioning needs. */
export type SyncApp = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/** A directory that changes something, and what of it the history tells. */
export interface Sync {
  actor: Actor
  directory: { id: string; name: string }
  effects: Effects
  warnings: string[]
}

export const openSync = (actor: Actor, directory: Sync['directory']): Sync => ({ actor, directory, effects: {}, warnings: [] })

export function count(sync: Sync, effect: keyof Effects, n = 1): void {
  sync.effects[effect] = (sync.effects[effect] ?? 0) + n
}

/** Something was done in another way than the directory may think. */
export function warn(sync: Sync, text: string): void {
  sync.warnings.push(text)
  count(sync, 'warnings')
}

/** Whether somebody has released it from the brake. */
export interface How {
  released: boolean
}
export const asked: How = { released: false }
