import assert from 'node:assert/strict'
import { threeCookies } from '../app/answers.ts'
import { assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import type { Reply } from '../reply.ts'
import { documents, fetchStandard, issue, rfc } from '../sources.ts'

/** Name and value as they are, then the attributes in lower case and any order: platforms write them anew. */
function parts(cookie: string): string[] {
  const [pair = '', ...attributes] = cookie.split(/;\s*/)
  return [pair, ...attributes.map((attribute) => attribute.toLowerCase()).sort()]
}

function assertCookies(reply: Reply, cookies: readonly string[]): void {
  const byPair = (one: readonly string[], other: readonly string[]): number => (String(one) < String(other) ? -1 : 1)
  assert.deepEqual(reply.all('set-cookie').map(parts).sort(byPair), cookies.map(parts).sort(byPair))
}

export const cookies: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.cookies.one',
    title: 'A cookie arrives with its attributes, a date with a comma included.',
    why: rfc(6265, '4.1.1'),
    level: 'must',
    run: async (subject) => assertCookies(await subject.send('/answer/one-cookie'), threeCookies.slice(2)),
  },
  {
    id: 'http.cookies.several',
    title: 'Several cookies arrive as a Set-Cookie header each.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    needs: ['http.cookies.multiple'],
    run: async (subject) => assertCookies(await subject.send('/answer/cookies'), threeCookies),
    async otherwise(subject) {
      const reply = await subject.send('/answer/cookies')
      // Refusing loudly is the other honest answer.
      if (reply.status === 501) {
        assertProblem(reply, 501, 'Unimplemented')
        return
      }
      const arrived = reply.all('set-cookie').map((one) => parts(one)[0])
      const sent = threeCookies.map((one) => parts(one)[0])
      assert.equal(arrived.length, 1)
      assert.ok(sent.includes(arrived[0]), `what arrived is none of the cookies: ${arrived[0]}`)
    },
  },
  {
    id: 'http.cookies.platform',
    title: 'Several cookies of a platform Response arrive as a header each.',
    why: fetchStandard('dom-headers-getsetcookie'),
    level: 'must',
    needs: ['http.cookies.multiple'],
    run: async (subject) => assertCookies(await subject.send('/answer/cookies-platform'), threeCookies),
  },
  {
    id: 'http.cookies.without-body',
    title: 'Cookies arrive with an answer that has no body.',
    why: issue('hono', 2921),
    level: 'must',
    needs: ['http.cookies.multiple'],
    async run(subject) {
      const reply = await subject.send('/answer/cookies-without-body')
      assert.equal(reply.status, 204)
      assertCookies(reply, threeCookies)
    },
  },
  {
    id: 'http.cookies.redirect',
    title: 'Cookies arrive with a redirect.',
    why: issue('hono', 2921),
    level: 'must',
    needs: ['http.cookies.multiple'],
    async run(subject) {
      const reply = await subject.send('/answer/cookies-redirect')
      assert.deepEqual([reply.status, reply.header('location')], [303, '/exact/place'])
      assertCookies(reply, threeCookies)
    },
  },
  {
    id: 'http.cookies.same-name',
    title: 'Two cookies of one name and different paths both arrive.',
    why: rfc(6265, '5.3'),
    level: 'must',
    needs: ['http.cookies.multiple'],
    run: async (subject) =>
      assertCookies(await subject.send('/answer/cookies-same-name'), ['id=1; Path=/', 'id=2; Path=/shop']),
  },
  {
    id: 'http.cookies.removed',
    title: 'A cookie is removed by an empty value and Max-Age=0.',
    why: rfc(6265, '5.2.2'),
    level: 'must',
    run: async (subject) =>
      assertCookies(await subject.send('/answer/cookie-removed'), ['session=; Path=/; Max-Age=0']),
  },
  {
    id: 'http.cookies.value',
    title: 'Equals signs and other allowed signs in a cookie’s value stay as they are.',
    why: rfc(6265, '4.1.1'),
    level: 'must',
    run: async (subject) =>
      assertCookies(await subject.send('/answer/cookie-value'), ['token=YWJjZA==.x-_~!*; Path=/']),
  },
])
