import type { BodyOf, ReturnsOf, singleSignOnRoutes } from '@bailiwick/contracts'
import { DOMParser } from '@xmldom/xmldom'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { describeCertificate, readCertificate } from './certificates.ts'
import { askProvider, requireUsableAddress } from './outbound.ts'

type Asked = BodyOf<(typeof singleSignOnRoutes)['readMetadata']>
type Answer = ReturnsOf<(typeof singleSignOnRoutes)['readMetadata']>

const md = 'urn:oasis:names:tc:SAML:2.0:metadata'
const ds = 'http://www.w3.org/2000/09/xmldsig#'
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/** Reads entity id, sign-on address and signing certificates out of SAML metadata (§2.4.3). Fails: identity_provider.not_usable. */
export async function readMetadata(app: Pick<Platform, 'config' | 'clock'>, asked: Asked): Promise<Answer> {
  const xml = 'xml' in asked ? asked.xml : await fetchMetadata(app, asked.url)
  // A document type could define entities that swell or read files; metadata has none.
  if (/<!DOCTYPE/i.test(xml)) refuse('Metadata with a document type is not read.')
  const found = elements(parse(xml), md, 'EntityDescriptor')
  const entity = found[0]
  const provider = entity && elements(entity, md, 'IDPSSODescriptor')[0]
  if (!entity || !provider) return refuse('It describes no identity provider (IDPSSODescriptor).')
  if (found.length > 1) refuse('It describes several parties; give the metadata of one.')
  const signOn = elements(provider, md, 'SingleSignOnService').find((it) => it.getAttribute('Binding') === redirectBinding)
  if (!signOn || !URL.canParse(signOn.getAttribute('Location') ?? ''))
    return refuse('It has no sign-on address of the redirect binding.')
  const keys = elements(provider, md, 'KeyDescriptor').filter((it) => it.getAttribute('use') !== 'encryption')
  const certificates = keys.flatMap((key) =>
    elements(key, ds, 'X509Certificate').map((it) => readCertificate(it.textContent ?? '')),
  )
  const unique = [...new Set(certificates)]
  if (unique.length === 0) refuse('It has no signing certificate.')
  return {
    entityId: entity.getAttribute('entityID') ?? '',
    signOnUrl: requireUsableAddress(app.config, signOn.getAttribute('Location') ?? ''),
    certificates: unique,
    details: unique.map((pem) => describeCertificate(pem, app.clock.now())),
  }
}

/** The elements of a name below another one; the parser's own list is no array. */
function elements(parent: Document | Element, namespace: string, name: string): Element[] {
  const list = parent.getElementsByTagNameNS(namespace, name)
  return Array.from({ length: list.length }, (_, index) => list.item(index)).filter((it) => it !== null)
}

function parse(xml: string): Document {
  const notXml = () => refuse('It is no XML document.')
  try {
    return new DOMParser({ errorHandler: { warning: () => undefined, error: notXml, fatalError: notXml } }).parseFromString(
      xml,
      'text/xml',
    )
  } catch (error) {
    if (error instanceof Failure) throw error
    return refuse('It is no XML document.')
  }
}

async function fetchMetadata(app: Pick<Platform, 'config'>, url: string): Promise<string> {
  requireUsableAddress(app.config, url)
  try {
    const answer = await askProvider(url)
    if (!answer.ok) return refuse(`${new URL(url).host} answered with ${answer.status}.`)
    return await answer.text()
  } catch (error) {
    if (error instanceof Failure) throw error
    return refuse(
      `${new URL(url).host} could not be read: ${error instanceof Error ? error.message.slice(0, 200) : 'no answer'}.`,
    )
  }
}

function refuse(detail: string): never {
  throw new Failure('identity_provider.not_usable', { detail })
}
