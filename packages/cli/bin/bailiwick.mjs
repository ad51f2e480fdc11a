#!/usr/bin/env node
// The command `bailiwick`. Plain JavaScript on purpose: it runs under any Node from 20 on and finds one that runs the TypeScript.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const needed = 24
const main = new URL('../src/main.ts', import.meta.url)
const modules = new URL('../../../node_modules/', import.meta.url)

if (Number(process.versions.node.split('.')[0]) >= needed) {
  module.enableCompileCache(fileURLToPath(new URL('.cache/compiled', modules)))
  await import(main.href).catch((error) => {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || existsSync(modules)) throw error
    refuse('its packages are not installed. Run "npm ci" in the repository.')
  })
} else {
  const bundled = fileURLToPath(new URL(process.platform === 'win32' ? '.bin/node.cmd' : '.bin/node', modules))
  if (existsSync(bundled)) handOver(bundled)
  else
    refuse(
      `Node ${needed} or newer is needed, and this is ${process.versions.node}. Run "npm ci" in the repository, which brings one.`,
    )
}

function refuse(why) {
  console.error(`bailiwick: ${why}`)
  process.exitCode = 2
}

/** Runs the same command under the Node that npm installed beside the packages. */
function handOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => refuse(`${node} does not start: ${error.message}.`))
  child.on('exit', (code) => process.exit(code ?? 1))
}
