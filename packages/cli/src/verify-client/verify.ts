import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Bundle } from '@bailiwick/policy'
import { z } from 'zod'
import { device } from '../enroll/places.ts'
import { judgeFor } from '../policy/client-version.ts'
import { readDocument } from '../policy/read-document.ts'
import { complain, paint, say } from '../policy/say.ts'
import { askClient, homesRoot } from './ask-client.ts'
import { type Comparison, compare } from './compare.ts'
import { findClient } from './find-client.ts'

export interface VerifyOptions {
  version?: string
  codex?: string
  bundle?: true
  json?: true
}

const fragment = z.object({ id: z.string(), name: z.string(), contents: z.string() })
const part = z
  .object({ enterprise_managed: z.array(fragment).nullish() })
  .nullish()
  .transform((it) => ({ enterprise_managed: it?.enterprise_managed ?? [] }))
const BundleFile = z.object({ config_toml: part, requirements_toml: part })

/** `bailiwick verify-client`. @returns 0 when client and engine agree on every file, 1 when they do not, 2 when it could not be tried */
export async function verify(files: readonly string[], options: VerifyOptions): Promise<number> {
  const client = await findClient(options.codex, options.version)
  if ('missing' in client) return cannot(client.missing)
  const homes = homesRoot()
  if ('unfit' in homes) return cannot(homes.unfit)
  const { systemFolder } = device({})
  if (existsSync(systemFolder))
    return cannot(
      `this machine has requirements of its own in ${systemFolder}: they would mix with the draft. Use another machine.`,
    )
  const { client: judge, warning } = judgeFor(client.version)
  if (warning) complain(warning.message)
  let code = 0
  for (const file of files) {
    const bundle = await bundleOf(file, options.bundle ?? false)
    if ('unreadable' in bundle) {
      code = cannot(bundle.unreadable)
      continue
    }
    try {
      const heard = await askClient(client.path, bundle, homes.root)
      const result = compare({ file, bundle, client: client.version, judge, hostName: hostname() }, heard)
      if (options.json) say(JSON.stringify(result))
      else show(result)
      if (!result.agrees && code === 0) code = 1
    } catch (error) {
      code = cannot(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return code
}

function cannot(sentence: string): number {
  complain(sentence)
  return 2
}

async function bundleOf(file: string, whole: boolean): Promise<Bundle | { unreadable: string }> {
  const document = await readDocument(file)
  if ('unreadable' in document) return document
  if (document.badByte) return { unreadable: `${file} is not UTF-8: a bundle cannot carry it.` }
  if (!whole)
    return {
      config_toml: { enterprise_managed: [] },
      requirements_toml: { enterprise_managed: [{ id: 'draft', name: file, contents: document.contents }] },
    }
  try {
    return BundleFile.parse(JSON.parse(document.contents))
  } catch {
    return { unreadable: `${file} is not a bundle: JSON with requirements_toml and config_toml, as the server sends it.` }
  }
}

function show({ file, client, agrees, ours, heard, words, differences, hidden }: Comparison): void {
  const verdict = heard === 'refused' ? 'refused by both' : 'loads, with the same requirements'
  say(
    `${paint(agrees ? 'good' : 'bad', agrees ? 'agrees' : 'disagrees')}  ${file}: ${agrees ? verdict : 'client and engine differ'} (client ${client})`,
  )
  for (const { key, ours: mine, client: theirs } of differences) {
    say(`  ${key}`)
    say(`    engine: ${text(mine)}`)
    say(`    client: ${text(theirs)}`)
  }
  if (agrees && words !== null) say(`  ${words.split('\n')[0]}`)
  if (ours === 'breaks_sessions') say('  The engine says that no session works under it; loading alone does not show that.')
  if (hidden.length > 0) say(`  Not shown by the client, so not compared: ${hidden.join(', ')}`)
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
