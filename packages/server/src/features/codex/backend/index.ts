export { backend } from './backend.routes.ts'
export { BackendError, sendBytes, speakBackend } from './backend-dialect.ts'
