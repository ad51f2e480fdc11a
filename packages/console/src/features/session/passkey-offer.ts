import { useEffect, useRef, useState } from 'react'
import { browserHasPasskeys, offersPasskeysQuietly, stopAskingForPasskeys } from '../../api/passkeys.ts'
import { usePasskeySignIn } from '../../api/queries/sign-in.ts'

/** Browsers make no passkeys for a bare address. */
const hasHostName = () => !/^[\d.]+$|:/.test(window.location.hostname)

/**
 * Signing in by passkey: by its button, and quietly among what the browser fills in once the e-mail field is entered.
 * Of the quiet offer only a success is told: its refusals are the browser's normal life.
 */
export function usePasskeyOffer(onIn: () => unknown) {
  const loud = usePasskeySignIn()
  const quiet = usePasskeySignIn()
  const offered = useRef(false)
  const [possible] = useState(() => browserHasPasskeys() && hasHostName())
  useEffect(
    () => () => {
      if (offered.current) void stopAskingForPasskeys()
    },
    [],
  )
  return {
    possible,
    busy: loud.isPending,
    problem: loud.error,
    ask: () => loud.mutate({ quietly: false }, { onSuccess: () => void onIn() }),
    offerQuietly: () => {
      if (!possible || offered.current) return
      offered.current = true
      void offersPasskeysQuietly().then((can) =>
        can ? quiet.mutate({ quietly: true }, { onSuccess: () => void onIn() }) : undefined,
      )
    },
  }
}
