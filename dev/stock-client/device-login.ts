import { stripVTControlCharacters } from 'node:util'
import type { ClientRun } from './client-process.ts'
import type { RunOptions, StockClient } from './stock-client.ts'

export type DeviceLogin = {
  /** The page and the code, as soon as the client has printed them; rejects when it ends without. */
  prompt: Promise<{ url: string; userCode: string }>
  /** The end: code 0 = signed in. */
  ended: Promise<ClientRun>
  kill: () => Promise<void>
}

/** `codex login --device-auth` at the client's issuer. The person's part (open the page, type the code) is the caller's. */
export function startDeviceLogin(client: StockClient, options: RunOptions = {}): DeviceLogin {
  const issuer = ['--experimental_issuer', client.issuer, '--experimental_client-id', client.clientId]
  const started = client.start(['login', '--device-auth', ...issuer], options)
  started.child.stdin.end()
  const prompt = new Promise<{ url: string; userCode: string }>((resolve, reject) => {
    let seen = ''
    started.onStdout((text) => {
      seen += text
      const found = readPrompt(stripVTControlCharacters(seen))
      if (found) resolve(found)
    })
    started.ended.then(
      (run) => reject(new Error(`codex login ended before it showed a code: ${run.stdout}${run.stderr}`)),
      reject,
    )
  })
  prompt.catch(() => {}) // a caller who only waits for the end must not crash on it
  return { prompt, ended: started.ended, kill: started.kill }
}

/** The client prints the address on a line of its own, then "Enter this one-time code", and the code on the line below. */
function readPrompt(text: string): { url: string; userCode: string } | undefined {
  const url = /https?:\/\/\S+\/codex\/device\S*/.exec(text)
  const code = url && /one-time code.*\n\s+(\S+)[ \t]*\n/.exec(text.slice(url.index))
  return url && code?.[1] ? { url: url[0], userCode: code[1] } : undefined
}
