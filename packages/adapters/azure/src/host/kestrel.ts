/**
 * The path as the host's web server sees it: percent-decoded once, all but `%2F` and what is no UTF-8, then without
 * dot segments.
 * Source: https://github.com/dotnet/aspnetcore, src/Shared/UrlDecoder and PathNormalizer
 */
export function toRequestPath(rawPath: string): string {
  const decoded = rawPath.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun)
  return /(^|\/)\.\.?(\/|$)/.test(decoded) ? withoutDotSegments(decoded) : decoded
}

/**
 * A request path as it stands in a URL: what is not allowed there is encoded, triplets that look encoded are kept.
 * Source: https://github.com/dotnet/aspnetcore, PathString.ToUriComponent
 */
export function toUriComponent(path: string): string {
  return path.replace(/%[0-9a-fA-F]{2}|[^\w\-.~!$&'()*+,;=:@/]/gu, (match) =>
    match.length === 3 && match.startsWith('%') ? match : encodeURIComponent(match),
  )
}

/** Query parameters as the host maps them: a repeated one is joined with a comma. */
export function toQueryMap(query: string): Record<string, string> {
  const map: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    map[name] = name in map ? `${map[name]},${value}` : value
  }
  return map
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
  let decoded = ''
  for (let index = 0; index < bytes.length; ) {
    const size = sequenceSize(bytes[index] ?? 0)
    const text = size === 0 ? '\ufffd' : bytes.toString('utf8', index, index + size)
    const keep = text.includes('\ufffd') || text === '/'
    const taken = keep ? 1 : size
    decoded += keep ? run.slice(index * 3, index * 3 + 3) : text
    index += taken
  }
  return decoded
}

function sequenceSize(first: number): number {
  if (first < 0x80) return 1
  if (first >= 0xc2 && first < 0xe0) return 2
  if (first >= 0xe0 && first < 0xf0) return 3
  return first >= 0xf0 && first < 0xf5 ? 4 : 0
}

// RFC 3986, 5.2.4
function withoutDotSegments(path: string): string {
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    if (segment === '..') kept.pop()
    if (segment !== '.' && segment !== '..') kept.push(segment)
    else if (last) kept.push('')
  }
  return `/${kept.join('/')}`
}
