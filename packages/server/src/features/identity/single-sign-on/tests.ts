import { sameText } from '../../../platform/crypto/tokens.ts'
import type { Platform } from '../../../platform/platform.ts'

type App = Pick<Platform, 'sealing' | 'clock'>

/** How long the address of a test can be opened, in milliseconds. */
const testLifeMs = 5 * 60_000

const signatureOf = (app: App, providerId: string, until: number): string =>
  app.sealing.derive('sso test', `${providerId}\n${until}`).toString('base64url')

/** A token that begins a test of a provider, also of one that is switched off. */
export function makeTest(app: App, providerId: string): string {
  const until = app.clock.now().getTime() + testLifeMs
  return `${until}.${signatureOf(app, providerId, until)}`
}

/** Whether a token begins a test of this provider now. */
export function openTest(app: App, providerId: string, token: string): boolean {
  const [text = '', signature = ''] = token.split('.')
  const until = Number(text)
  return (
    Number.isSafeInteger(until) && until > app.clock.now().getTime() && sameText(signature, signatureOf(app, providerId, until))
  )
}
