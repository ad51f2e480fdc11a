export { type LocalAuthority, localAuthority } from './local-authority.ts'
export { type OwnCertificate, ownCertificate } from './own-certificate.ts'
export { TlsError, type TlsProblem } from './tls-error.ts'
