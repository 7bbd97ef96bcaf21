import type { DecodedRequest } from '@rove/core/adapter'
import type { Defect } from './defect.ts'

const decoding = (name: string, decode: (parts: DecodedRequest) => DecodedRequest, ...caughtBy: string[]): Defect => ({
  name,
  defects: { decode },
  caughtBy,
})

type Change = (values: readonly string[], name: string) => string | readonly string[] | undefined

function eachHeader(parts: DecodedRequest, change: Change): DecodedRequest {
  const fields = Object.entries(parts.headers ?? {})
  const changed = fields.map(([name, all]) => [name, change([all ?? []].flat(), name)])
  return { ...parts, headers: Object.fromEntries(changed) }
}

const queryPairs = (parts: DecodedRequest): Array<[string, string]> => [...new URLSearchParams(parts.query)]

const joined = (pairs: Array<[string, string]>): string => pairs.map((pair) => pair.join('=')).join('&')

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function* asUtf8(body: DecodedRequest['body']): AsyncGenerator<Uint8Array> {
  let text = ''
  for await (const piece of body as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString('utf8')
  yield Buffer.from(text)
}

let latest: DecodedRequest['body'] = null

async function* latestBody(): AsyncGenerator<Uint8Array> {
  yield latest as Uint8Array
}

function withLatestBody(parts: DecodedRequest): DecodedRequest {
  if (parts.body === null) return parts
  latest = parts.body
  return { ...parts, body: latestBody() }
}

/** What a codec gets wrong on the way in. */
export const decodeDefects: readonly Defect[] = [
  decoding(
    'keeps only the last of repeated headers',
    (parts) => eachHeader(parts, (all) => all.at(-1)),
    'http.headers.repeated',
    'http.headers.repeated-accept',
  ),
  decoding('delivers every header twice', (parts) => eachHeader(parts, (all) => [...all, ...all]), 'http.headers.once'),
  decoding(
    'joins cookies with a comma',
    (parts) => eachHeader(parts, (all, name) => (name === 'cookie' ? all.join(', ') : all)),
    'http.request-cookies.split',
  ),
  decoding(
    'drops the Cookie header',
    (parts) => eachHeader(parts, (all, name) => (name === 'cookie' ? undefined : all)),
    'http.request-cookies.one',
  ),
  decoding(
    'splits values at commas and keeps one',
    (parts) => eachHeader(parts, (all) => all[0]?.split(',')[0]),
    'http.headers.signs',
  ),
  decoding(
    'drops the content type',
    (parts) => eachHeader(parts, (all, name) => (name === 'content-type' ? undefined : all)),
    'http.headers.content-type',
    'http.body.multipart',
  ),
  decoding(
    'decodes the path',
    (parts) => ({ ...parts, path: safeDecode(parts.path) }),
    'http.path.encoded-slash',
    'http.path.decoded-once',
  ),
  decoding(
    'decodes the path and forgets to encode "?" and "#"',
    (parts) => {
      const [path = '', query = ''] = safeDecode(parts.path).split(/[?#](.*)/s)
      return { ...parts, path, query: query || parts.query }
    },
    'http.path.question-mark',
    'http.path.hash',
  ),
  decoding(
    'encodes the path a second time',
    (parts) => ({ ...parts, path: encodeURI(parts.path) }),
    'http.path.space',
    'http.path.unicode',
  ),
  decoding('lower-cases the path', (parts) => ({ ...parts, path: parts.path.toLowerCase() }), 'http.routing.case'),
  decoding(
    'trims trailing slashes',
    (parts) => ({ ...parts, path: parts.path.replace(/(.)\/+$/, '$1') }),
    'http.routing.trailing-slash',
  ),
  decoding(
    'merges slashes',
    (parts) => ({ ...parts, path: parts.path.replace(/\/+/g, '/') }),
    'http.path.double-slash',
    'security.path.authority',
  ),
  decoding(
    'loses the query',
    (parts) => ({ ...parts, query: '' }),
    'http.query.verbatim',
    'http.query.repeated',
    'http.query.bare',
  ),
  decoding(
    'joins repeated parameters with a comma',
    (parts) => {
      const names = new Set(queryPairs(parts).map(([name]) => name))
      const search = new URLSearchParams(parts.query)
      return { ...parts, query: joined([...names].map((name) => [name, search.getAll(name).join(',')])) }
    },
    'http.query.repeated',
  ),
  decoding(
    'writes decoded parameters without encoding',
    (parts) => ({ ...parts, query: joined(queryPairs(parts)) }),
    'http.query.encoded',
    'http.query.plus',
  ),
  decoding(
    'writes the query anew',
    (parts) => ({ ...parts, query: String(new URLSearchParams(parts.query)) }),
    'http.query.verbatim',
  ),
  decoding(
    'drops parameters without a value',
    (parts) => ({ ...parts, query: joined(queryPairs(parts).filter(([, value]) => value !== '')) }),
    'http.query.bare',
    'http.query.empty-name',
  ),
  decoding(
    'keeps parameters in a plain object',
    (parts) => ({
      ...parts,
      query: joined(
        Object.entries(
          queryPairs(parts).reduce<Record<string, string>>(
            (all, [name, value]) => Object.assign(all, name === '__proto__' ? {} : { [name]: value }),
            {},
          ),
        ),
      ),
    }),
    'security.prototype.query',
  ),
  decoding(
    'reads the body as UTF-8',
    (parts) => ({ ...parts, body: parts.body === null ? null : asUtf8(parts.body) }),
    'http.body.binary',
    'http.body.multipart',
    'http.body.one-byte',
  ),
  decoding(
    'drops the body of GET',
    (parts) => (parts.method === 'GET' ? { ...parts, body: null } : parts),
    'http.body.any-method',
  ),
  decoding(
    'gives an empty body where there is none',
    (parts) => ({ ...parts, body: parts.body ?? new Uint8Array() }),
    'http.body.none',
  ),
  decoding('always says http', (parts) => ({ ...parts, scheme: 'http' }), 'http.url.scheme'),
  decoding('forgets the host', (parts) => ({ ...parts, host: undefined }), 'http.url.host'),
  decoding(
    'believes the first X-Forwarded-For',
    (parts) => ({
      ...parts,
      clientIp: [parts.headers?.['x-forwarded-for'] ?? []].flat()[0]?.split(',')[0] ?? parts.clientIp,
    }),
    'security.client-ip.forged',
    'security.client-ip.malformed',
  ),
  decoding(
    'leaves a port at the address',
    (parts) => ({ ...parts, clientIp: `${parts.clientIp}:443` }),
    'http.client.ip',
  ),
  decoding('forgets the address', (parts) => ({ ...parts, clientIp: undefined }), 'http.client.ip'),
  decoding(
    'obeys X-HTTP-Method-Override',
    (parts) => ({ ...parts, method: [parts.headers?.['x-http-method-override'] ?? parts.method].flat()[0] ?? 'GET' }),
    'security.native-headers',
  ),
  {
    name: 'shares one body between invocations',
    defects: { buffersRequests: true, decode: withLatestBody },
    caughtBy: ['lifecycle.concurrent'],
  },
]
