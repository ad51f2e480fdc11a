export { serviceAccountReleasers } from './service-account-releasers.ts'
export { serviceAccounts } from './service-accounts.routes.ts'
