import type { Connect } from '@bailiwick/contracts'

export type System = Connect['member'][number]['system']

export const systemNames: Record<System, string> = { macos: 'macOS', linux: 'Linux', windows: 'Windows' }

/** The system that the browser runs on, as well as it says. */
export function guessSystem(userAgent: string): System {
  if (/windows/i.test(userAgent)) return 'windows'
  return /mac os x|iphone|ipad/i.test(userAgent) ? 'macos' : 'linux'
}
