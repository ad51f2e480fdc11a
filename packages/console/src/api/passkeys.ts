/*
 * The browser's own passkey dialogs. What goes in and comes out is WebAuthn's JSON, made by the server's library and read by the browser's,
 * so nothing of it is looked at here.
 */

type Json = Record<string, unknown>

/** Why the browser made or gave no passkey, in words. It never says whether one exists. */
class PasskeyTrouble extends Error {
  readonly title: string
  readonly fix: string

  constructor(title: string, fix: string) {
    super(title)
    this.name = 'PasskeyTrouble'
    this.title = title
    this.fix = fix
  }
}

/** Whether this browser knows passkeys at all; plain http addresses other than localhost have none. */
export const browserHasPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function'

/** Has the browser make a passkey. Throws `PasskeyTrouble`. */
export async function makePasskey(options: Json): Promise<Json> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
  try {
    return { ...(await startRegistration({ optionsJSON: options as unknown as Options })) } // made for it by the server's half
  } catch (error) {
    throw sayTrouble(error)
  }
}

/**
 * Has the browser ask for a passkey. Throws `PasskeyTrouble`.
 * @param quietly offers passkeys where the browser fills in names, and waits there without a dialog
 */
export async function givePasskey(options: Json, quietly = false): Promise<Json> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']
  try {
    const optionsJSON = options as unknown as Options // made for it by the server's half
    return { ...(await startAuthentication({ optionsJSON, useBrowserAutofill: quietly, verifyBrowserAutofillInput: false })) }
  } catch (error) {
    throw sayTrouble(error)
  }
}

/** Whether the browser can offer passkeys while it fills in a name. */
export async function offersPasskeysQuietly(): Promise<boolean> {
  if (!browserHasPasskeys()) return false
  const { browserSupportsWebAuthnAutofill } = await import('@simplewebauthn/browser')
  return browserSupportsWebAuthnAutofill()
}

/** Ends a waiting question, so that another may be asked. */
export async function stopAskingForPasskeys(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser')
  WebAuthnAbortService.cancelCeremony()
}

function sayTrouble(error: unknown): PasskeyTrouble {
  const name = error instanceof Error ? error.name : ''
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : undefined
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError') {
    return new PasskeyTrouble(
      'This device has a passkey of yours already',
      'Use that one, or take another device or security key.',
    )
  }
  if (code === 'ERROR_INVALID_DOMAIN' || code === 'ERROR_INVALID_RP_ID' || name === 'SecurityError') {
    return new PasskeyTrouble(
      'Passkeys belong to another address of this server',
      'Open the console at the address that people use for it, over https, and try again.',
    )
  }
  if (name === 'AbortError' || name === 'NotAllowedError') {
    return new PasskeyTrouble(
      'The browser gave no passkey',
      'The question was closed, took too long, or this device holds none for this address. Try again, or use another way.',
    )
  }
  if (!browserHasPasskeys()) {
    return new PasskeyTrouble('This browser knows no passkeys here', 'Use a current browser, and an https address.')
  }
  return new PasskeyTrouble('The browser could not use a passkey', 'Try again, or use another way.')
}
