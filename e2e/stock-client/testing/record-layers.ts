// `node e2e/stock-client/testing/record-layers.ts` asks the installed client about every combination of layers and writes what it said to the engine's fixture.
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { layerCases } from './layer-cases.ts'
import { askDevice } from './layered-device.ts'

const file = new URL('../../../packages/policy/src/layers/recorded-layers.json', import.meta.url)
const cases = []
for (const [name, layers] of Object.entries(layerCases)) {
  cases.push({ name, layers, seen: await askDevice(layers) })
  console.log(name)
}
writeFileSync(file, `${JSON.stringify({ client: '0.169.0', hostName: hostname(), cases }, null, 1)}\n`)
