import { createHash, createVerify } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refusal } from './cloud-storage-refusal.ts'

const sevenDays = 7 * 24 * 3600

/** Whether a URL is signed, or says it is. */
export function isSigned(address: URL): boolean {
  return [...address.searchParams.keys()].some((name) => name.startsWith('X-Goog-'))
}

/** Public keys in PEM, by the address of the service account. */
export type Signers = Readonly<Record<string, string>>

/**
 * Checks a request whose URL is signed (V4): that the URL has not expired, that the request has the method and the headers
 * that were signed, and that the signature is of the account that it names, where that account's key is known here.
 * Sources: https://cloud.google.com/storage/docs/authentication/signatures,
 * https://cloud.google.com/storage/docs/authentication/canonical-requests
 *
 * @throws Refusal as the XML API names it
 */
export function checkSignature(incoming: IncomingMessage, address: URL, signers: Signers): void {
  const query = address.searchParams
  const of = (name: string): string => query.get(`X-Goog-${name}`) ?? ''
  if (of('Algorithm') !== 'GOOG4-RSA-SHA256') throw malformed('X-Goog-Algorithm')
  checkTime(of('Date'), of('Expires'))
  const [account, ...scope] = of('Credential').split('/')
  if (!/^\d{8}\/[^/]+\/storage\/goog4_request$/.test(scope.join('/'))) throw malformed('X-Goog-Credential')
  const names = of('SignedHeaders').split(';')
  if (!names.includes('host')) throw malformed('X-Goog-SignedHeaders')
  // Source: https://cloud.google.com/storage/docs/authentication/canonical-requests#required-headers
  if (Object.keys(incoming.headers).some((name) => name.startsWith('x-goog-') && !names.includes(name))) throw unsigned
  const key = signers[account ?? '']
  if (key === undefined) {
    if (Object.keys(signers).length > 0) throw unsigned
    return
  }
  const canonical = createHash('sha256')
    .update(canonicalRequest(incoming, address, names))
    .digest('hex')
  const text = ['GOOG4-RSA-SHA256', of('Date'), scope.join('/'), canonical].join('\n')
  if (!createVerify('RSA-SHA256').update(text).verify(key, of('Signature'), 'hex')) throw unsigned
}

const unsigned = new Refusal(
  403,
  'SignatureDoesNotMatch',
  'Access denied. The request signature we calculated does not match the signature you provided.',
)

function malformed(name: string): Refusal {
  return new Refusal(400, 'AuthenticationRequired', `Invalid value of ${name}.`)
}

function checkTime(date: string, expires: string): void {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  const [year, month, day, hour, minute, second] = parts
  const begin = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(begin)) throw malformed('X-Goog-Date')
  const seconds = Number(expires)
  if (!/^\d+$/.test(expires) || seconds < 1 || seconds > sevenDays) throw malformed('X-Goog-Expires')
  if (Date.now() > begin + seconds * 1000) {
    throw new Refusal(400, 'ExpiredToken', 'The provided token has expired.')
  }
}

function canonicalRequest(incoming: IncomingMessage, address: URL, names: readonly string[]): string {
  const query = [...address.searchParams]
    .filter(([name]) => name !== 'X-Goog-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
  const headers = names.map((name) => `${name}:${headerOf(incoming, name)}\n`).join('')
  const path = (incoming.url ?? '').split('?')[0] ?? ''
  const payload = incoming.headers['x-goog-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  return [incoming.method, path, query.join('&'), headers, names.join(';'), payload].join('\n')
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = String(headers[name] ?? '').trim()
  // Google's client signs the host without its port, which a service of Google's does not have.
  return name === 'host' ? value.replace(/:\d+$/, '') : value.replace(/ {2,}/g, ' ')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
