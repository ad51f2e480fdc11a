import { Notice } from '../../ui/notice.tsx'

/** What naming a config server takes away from the client: seen with 0.169.0. */
export function SignInFirst() {
  return (
    <Notice tone="warn" title="Sign in before the file is there">
      A model call still needs a sign-in. But once the device file names a config server, the client’s own login does nothing any
      more (client 0.169.0); a sign-in from before goes on. So sign in first, then put the file in place; to sign in again, take
      the file away for that time. The client takes a config server by https only.
    </Notice>
  )
}
