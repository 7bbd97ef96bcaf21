import assert from 'node:assert/strict'
import type { Echo } from '../app/echo.ts'
import { seenValues } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { fetchStandard, issue, rfc } from '../sources.ts'

export const requestHeaders: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.headers.once',
    title: 'A header that was sent once is delivered once.',
    why: issue('hono', 2550),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo({ target: '/echo', headers: [['x-one', '123']] })
      assert.deepEqual(
        echo.headers.filter(([name]) => name === 'x-one'),
        [['x-one', '123']],
      )
    },
  },
  {
    id: 'http.headers.case',
    title: 'Names are lower case for the handler, however they were sent.',
    why: fetchStandard('concept-headers-sort-and-combine'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo({ target: '/echo', headers: [['X-MiXeD', 'Value Kept']] })
      assert.deepEqual(seenValues(echo, 'x-mixed'), ['Value Kept'])
      assert.ok(echo.headers.every(([name]) => name === name.toLowerCase()))
    },
  },
  {
    id: 'http.headers.lookup',
    title: 'A header is found by its name in any case; one that was not sent is null.',
    why: fetchStandard('dom-headers-get'),
    level: 'must',
    async run(subject) {
      const target = '/header-lookup?names=X-Found,x-found,x-missing,constructor,toString'
      const reply = await subject.send({ target, headers: [['x-FOUND', 'yes']] })
      const missing = [null, false]
      assert.deepEqual(reply.json(), [['yes', true], ['yes', true], missing, missing, missing])
    },
  },
  {
    id: 'http.headers.repeated',
    title: 'A repeated header arrives with every value, in order.',
    why: issue('hono', 2495),
    level: 'must',
    needs: ['http.headers.repeated'],
    async run(subject) {
      const headers = [
        ['x-many', 'one'],
        ['x-many', 'two'],
        ['x-many', 'three'],
      ] as const
      const echo = await subject.echo({ target: '/echo', headers })
      assert.deepEqual(seenValues(echo, 'x-many'), ['one', 'two', 'three'])
    },
  },
  {
    id: 'http.headers.repeated-case',
    title: 'A header that is repeated in another case is the same header.',
    why: rfc(9110, '5.1'),
    level: 'must',
    needs: ['http.headers.repeated'],
    async run(subject) {
      const headers = [
        ['x-many', 'one'],
        ['X-Many', 'two'],
      ] as const
      const echo = await subject.echo({ target: '/echo', headers })
      // Platforms that keep headers in a map by their exact names lose the order between spellings.
      assert.deepEqual(seenValues(echo, 'x-many').sort(), ['one', 'two'])
    },
  },
  {
    id: 'http.headers.repeated-accept',
    title: 'A repeated header of a known name arrives with every value.',
    why: issue('hono', 2495),
    level: 'must',
    needs: ['http.headers.repeated'],
    async run(subject) {
      const headers = [
        ['accept', 'text/html'],
        ['accept', 'application/json;q=0.5'],
        ['x-forwarded-proto-list', 'a'],
      ] as const
      const echo = await subject.echo({ target: '/echo', headers })
      assert.deepEqual(seenValues(echo, 'accept'), ['text/html', 'application/json;q=0.5'])
    },
  },
  {
    id: 'http.headers.signs',
    title: 'Commas, quotes, semicolons and equals signs in a value stay as they are.',
    why: rfc(9110, '5.5'),
    level: 'must',
    async run(subject) {
      const value = 'a="b, c"; d=e, (f) <g> [h] {i} \\ ~ %41 +'
      const echo = await subject.echo({ target: '/echo', headers: [['x-signs', value]] })
      assert.deepEqual(
        echo.headers.filter(([name]) => name === 'x-signs').map(([, seen]) => seen),
        [value],
      )
    },
  },
  {
    id: 'http.headers.authorization',
    title: 'Authorization arrives as it was sent.',
    why: rfc(9110, '11.6.2'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo({ target: '/echo', headers: [['authorization', 'Bearer a.b-c_d~e+f/g==']] })
      assert.deepEqual(seenValues(echo, 'authorization'), ['Bearer a.b-c_d~e+f/g=='])
    },
  },
  {
    id: 'http.headers.empty',
    title: 'An empty value is an empty text, not a missing header.',
    why: rfc(9110, '5.5'),
    level: 'should',
    async run(subject) {
      const reply = await subject.send({ target: '/header-lookup?names=x-empty', headers: [['x-empty', '']] })
      assert.deepEqual(reply.json(), [['', true]])
    },
  },
  {
    id: 'http.headers.beyond-ascii',
    title: 'Bytes beyond ASCII in a value disturb neither the other headers nor the next request.',
    why: issue('apollo-server', 4086),
    level: 'must',
    async run(subject) {
      const value = Buffer.from('é ż').toString('latin1')
      const headers = [
        ['x-name', value],
        ['x-after', 'here'],
      ] as const
      const reply = await subject.send({ target: '/echo', headers })
      // A platform may refuse them; what it lets pass must reach the handler with everything else.
      if (reply.status === 200) assert.deepEqual(seenValues(reply.json() as Echo, 'x-after'), ['here'])
      else assert.ok(reply.status >= 400, reply.describe())
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
  {
    id: 'http.headers.many',
    title: 'Forty headers and a value of 4,000 characters arrive.',
    why: rfc(9110, '5.4'),
    level: 'must',
    async run(subject) {
      const long = 'v'.repeat(4000)
      const many = Array.from({ length: 40 }, (_, index) => [`x-h${index}`, `v${index}`] as const)
      const echo = await subject.echo({ target: '/echo', headers: [...many, ['x-long', long]] })
      for (const [name, value] of many) assert.deepEqual(seenValues(echo, name), [value])
      assert.deepEqual(seenValues(echo, 'x-long'), [long])
    },
  },
  {
    id: 'http.headers.content-type',
    title: 'The content type arrives with its parameters.',
    why: rfc(9110, '8.3'),
    level: 'must',
    async run(subject) {
      const type = 'application/vnd.rove.v1+json; charset="utf-8"; profile=a'
      const echo = await subject.echo({
        method: 'POST',
        target: '/echo',
        headers: [['content-type', type]],
        body: '{}',
      })
      assert.deepEqual(seenValues(echo, 'content-type'), [type])
    },
  },
  {
    id: 'http.request-cookies.one',
    title: 'The Cookie header arrives as it was sent.',
    why: issue('nitro', 245),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo({ target: '/echo', headers: [['cookie', 'a=1; b=x%20y; c="q"; d=k=v']] })
      assert.equal(echo.cookie, 'a=1; b=x%20y; c="q"; d=k=v')
    },
  },
  {
    id: 'http.request-cookies.split',
    title: 'Cookies that arrive in several fields are joined with "; ", never with a comma.',
    why: rfc(9113, '8.2.3'),
    level: 'must',
    needs: ['http.headers.repeated'],
    async run(subject) {
      const headers = [
        ['cookie', 'a=1'],
        ['cookie', 'b=2; c=3'],
      ] as const
      const { cookie } = await subject.echo({ target: '/echo', headers })
      // A platform that joins repeated headers by itself leaves no way to tell its comma from a cookie's.
      if (subject.support('http.headers.repeated') === 'native') assert.equal(cookie, 'a=1; b=2; c=3')
      else assert.deepEqual(cookie?.split(/[;,]\s*/), ['a=1', 'b=2', 'c=3'])
    },
    async otherwise(subject) {
      const headers = [
        ['cookie', 'a=1'],
        ['cookie', 'b=2; c=3'],
      ] as const
      assert.doesNotMatch((await subject.echo({ target: '/echo', headers })).cookie ?? '', /,/)
    },
  },
  {
    id: 'http.request-cookies.none',
    title: 'Without cookies there is no Cookie header.',
    why: issue('nitro', 245),
    level: 'must',
    async run(subject) {
      assert.equal((await subject.echo('/echo')).cookie, null)
    },
  },
])
