export { type AppServer, AppServerError, type AppServerOptions, openAppServer, type ServerMessage } from './app-server.ts'
export {
  type ExecEvent,
  type ExecRun,
  exec,
  execForHumans,
  listMcpServers,
  logout,
  printStartupConfig,
  type StartupConfig,
} from './client-commands.ts'
export type { ClientHome, StoredAuth } from './client-home.ts'
export type { ClientProcess, ClientRun } from './client-process.ts'
export { type DeviceLogin, startDeviceLogin } from './device-login.ts'
export {
  offeredTools,
  type RecordedRequest,
  type ResponsesBody,
  type ScriptedOptions,
  type ScriptedResponses,
  type Step,
  startScriptedResponses,
} from './scripted-responses.ts'
export { makeStockClient, type RunOptions, type StockClient, type StockClientOptions } from './stock-client.ts'
export { codexBinary } from './stock-client-paths.ts'
