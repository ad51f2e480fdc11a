import 'reflect-metadata'
import { KeyObject, randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import * as x509 from '@peculiar/x509'
import { SignedXml } from 'xml-crypto'

/** Everything that a response says; tests change one thing at a time. */
export interface Said {
  issuer: string
  audience: string
  recipient: string
  inResponseTo: string | null
  nameId: string
  email: string | null
  authnContext: string
  notBefore: Date
  notOnOrAfter: Date
  assertionId: string
  /** When they signed in there; else just now. */
  signedInAt?: Date
}

export interface SamlIdp {
  entityId: string
  certificatePem: string
  metadata: string
  /** The AuthnRequest behind our redirect, and the relay state. */
  readRequest(address: string): { id: string; relayState: string; issuer: string; acsUrl: string; forced: boolean }
  /** A signed response, base64, as the browser posts it. */
  respond(said: Said): string
  /** The XML of a response with the assertion signed; the caller may change it. */
  respondXml(said: Said): string
  /** The same without any signature. */
  respondUnsigned(said: Said): string
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 }

interface Opened {
  daysLeft?: number
  /** Where browsers are sent. */
  signOnUrl?: string
}

/** A SAML identity provider in memory, with a key and a certificate of its own, valid around `now` unless told otherwise. */
export async function openSamlIdp(
  entityId: string,
  now: Date,
  { daysLeft = 365, signOnUrl = 'https://idp.example.com/sso' }: Opened = {},
): Promise<SamlIdp> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(8).toString('hex'),
    name: 'CN=Test identity provider',
    notBefore: new Date(now.getTime() - 400 * 86_400_000),
    notAfter: new Date(now.getTime() + daysLeft * 86_400_000 + 3_600_000),
    keys,
    signingAlgorithm: algorithm,
  })
  const certificatePem = certificate.toString('pem')
  const privateKey = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()

  const respondXml = (said: Said): string => {
    const signer = new SignedXml({
      privateKey,
      publicCert: certificatePem,
      signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    })
    signer.addReference({
      xpath: "//*[local-name(.)='Assertion']",
      transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    })
    signer.computeSignature(unsigned(said), {
      location: { reference: "//*[local-name(.)='Assertion']/*[local-name(.)='Issuer']", action: 'after' },
    })
    return signer.getSignedXml()
  }
  const base64 = (xml: string) => Buffer.from(xml).toString('base64')

  return {
    entityId,
    certificatePem,
    metadata: `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
${certificatePem.replace(/-----[^-]+-----/g, '').trim()}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${signOnUrl}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>`,
    readRequest(address) {
      const { searchParams } = new URL(address)
      const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
      const id = / ID="([^"]+)"/.exec(xml)?.[1] ?? ''
      const issuer = /<saml:Issuer[^>]*>([^<]+)</.exec(xml)?.[1] ?? ''
      const acsUrl = / AssertionConsumerServiceURL="([^"]+)"/.exec(xml)?.[1] ?? ''
      const forced = / ForceAuthn="true"/.test(xml)
      return { id, relayState: searchParams.get('RelayState') ?? '', issuer, acsUrl, forced }
    },
    respond: (said) => base64(respondXml(said)),
    respondXml,
    respondUnsigned: (said) => base64(unsigned(said)),
  }
}

function unsigned(said: Said): string {
  const answers = said.inResponseTo === null ? '' : ` InResponseTo="${said.inResponseTo}"`
  const at = (date: Date) => date.toISOString()
  const attribute =
    said.email === null
      ? ''
      : `<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>${said.email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r${said.assertionId}" Version="2.0" IssueInstant="${at(said.notBefore)}" Destination="${said.recipient}"${answers}><saml:Issuer>${said.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="${said.assertionId}" Version="2.0" IssueInstant="${at(said.notBefore)}"><saml:Issuer>${said.issuer}</saml:Issuer><saml:Subject><saml:NameID>${said.nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(said.notOnOrAfter)}" Recipient="${said.recipient}"${answers}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(said.notBefore)}" NotOnOrAfter="${at(said.notOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(said.signedInAt ?? said.notBefore)}"><saml:AuthnContext><saml:AuthnContextClassRef>${said.authnContext}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attribute}</saml:Assertion></samlp:Response>`
}
