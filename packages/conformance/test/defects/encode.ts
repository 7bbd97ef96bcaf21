import type { Answer } from '@rove/core/adapter'
import type { Defect } from './defect.ts'

const encoding = (name: string, encode: (answer: Answer) => Answer, ...caughtBy: string[]): Defect => ({
  name,
  defects: { encode },
  caughtBy,
})

function eachHeader(answer: Answer, change: (name: string, value: string) => string | undefined): Answer {
  const fields = answer.headers.map(([name, value]) => [name, change(name, value)] as const)
  return { ...answer, headers: fields.filter((field): field is [string, string] => field[1] !== undefined) }
}

function mapBytes(answer: Answer, change: (bytes: Buffer) => Answer['body']): Answer {
  return answer.body instanceof Uint8Array ? { ...answer, body: change(Buffer.from(answer.body)) } : answer
}

/** What a codec gets wrong on the way out. */
export const encodeDefects: readonly Defect[] = [
  encoding('drops Set-Cookie', (answer) => ({ ...answer, cookies: [] }), 'http.cookies.one', 'http.cookies.several'),
  encoding(
    'keeps only the last cookie',
    (answer) => ({ ...answer, cookies: answer.cookies.slice(-1) }),
    'http.cookies.several',
    'streaming.cookies',
    'http.mount.cookies',
  ),
  encoding(
    'joins cookies with a comma',
    (answer) => ({ ...answer, cookies: answer.cookies.length ? [answer.cookies.join(', ')] : [] }),
    'http.cookies.several',
  ),
  encoding(
    'encodes cookie values',
    (answer) => ({
      ...answer,
      cookies: answer.cookies.map((one) => one.replace(/=([^;]*)/, (_, value) => `=${encodeURIComponent(value)}`)),
    }),
    'http.cookies.value',
  ),
  encoding(
    'turns failures into 200',
    (answer) => ({ ...answer, status: answer.status >= 500 ? 200 : answer.status }),
    'errors.thrown.error',
    'errors.returned.nothing',
    'lifecycle.timeout.function',
  ),
  encoding(
    'answers 200 to everything',
    (answer) => ({ ...answer, status: 200 }),
    'http.response.statuses',
    'http.routing.not-found',
  ),
  encoding(
    'shows the stack',
    (answer) =>
      answer.status === 500
        ? {
            ...answer,
            body: JSON.stringify({ ...JSON.parse(String(answer.body ?? '{}')), stack: new Error('x').stack }),
          }
        : answer,
    'errors.thrown.error',
    'security.nothing-leaks',
  ),
  encoding(
    'sends problems as plain JSON',
    (answer) => eachHeader(answer, (name, value) => (name === 'content-type' ? value.replace('problem+', '') : value)),
    'errors.codes',
    'http.routing.not-found',
  ),
  encoding(
    'drops headers without a body',
    (answer) => (answer.body === null ? { ...answer, headers: [] } : answer),
    'http.response.bodiless',
    'streaming.no-body',
  ),
  encoding(
    'drops Allow',
    (answer) => eachHeader(answer, (name, value) => (name === 'allow' ? undefined : value)),
    'http.routing.not-allowed',
  ),
  encoding(
    'adds a charset to every type',
    (answer) => eachHeader(answer, (name, value) => (name === 'content-type' ? `${value};charset=utf-8` : value)),
    'http.response.content-types',
  ),
  encoding(
    'drops Content-Encoding',
    (answer) => eachHeader(answer, (name, value) => (name === 'content-encoding' ? undefined : value)),
    'http.response.encoded',
  ),
  encoding(
    'makes locations absolute',
    (answer) =>
      eachHeader(answer, (name, value) => (name === 'location' ? new URL(value, 'http://localhost').href : value)),
    'http.response.redirect',
  ),
  encoding(
    'sends bytes as UTF-8 text',
    (answer) => mapBytes(answer, (bytes) => bytes.toString('utf8')),
    'http.response.every-byte',
    'http.response.one-byte',
    'http.response.charset',
  ),
  encoding(
    'sends bytes in base64',
    (answer) => mapBytes(answer, (bytes) => bytes.toString('base64')),
    'http.response.every-byte',
  ),
  encoding(
    'sends the buffer behind a view',
    (answer) => (answer.body instanceof Uint8Array ? { ...answer, body: new Uint8Array(answer.body.buffer) } : answer),
    'http.response.views',
  ),
  encoding(
    'cuts bodies at 1 MB',
    (answer) => mapBytes(answer, (bytes) => bytes.subarray(0, 1_000_000)),
    'http.response.large',
  ),
  encoding(
    'sends text as Latin-1',
    (answer) => (typeof answer.body === 'string' ? { ...answer, body: Buffer.from(answer.body, 'latin1') } : answer),
    'http.response.json',
    'http.response.text',
  ),
]
