import { serveParent } from './child.ts'
import { fillCompany } from './company.ts'
import { openBenchServer } from './server.ts'

/** The real server on an embedded PostgreSQL, with the company in it; its model is at the given address. */
const [modelUrl = ''] = process.argv.slice(2)
const { app, server, listen, close } = await openBenchServer()
const tokens = await fillCompany(app, modelUrl)
const bundle = await server.inject({ url: '/backend-api/wham/config/bundle', headers: { authorization: `Bearer ${tokens[0]}` } })
serveParent({ port: await listen(), tokens, bundle: bundle.body }, close)
