export { type LocalAuthority, localAuthority } from './local-authority.ts'
export { ownCertificate } from './own-certificate.ts'
export { TlsError } from './tls-error.ts'
