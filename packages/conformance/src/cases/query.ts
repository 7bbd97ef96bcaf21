import assert from 'node:assert/strict'
import { seenQuery } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, issue, urlStandard } from '../sources.ts'

export const query: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.query.none',
    title: 'Without a query there is none.',
    why: urlStandard('dom-url-search'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo')
      assert.equal(echo.search, '')
      assert.deepEqual(echo.query, [])
      assert.ok(!echo.url.includes('?'), echo.url)
    },
  },
  {
    id: 'http.query.verbatim',
    title: 'The query string arrives byte for byte, or with the same values where it is written anew.',
    why: issue('srvx', 299),
    level: 'must',
    needs: ['http.query.raw'],
    async run(subject) {
      const search = '?b=2&a=1&a=3&s=%20+%2B&bare&empty=&eq==&hex=%2f%2F&u=%C3%A9&c=a%2Cb,c&list[]=[1]&t=~!*()'
      const echo = await subject.echo(`/echo${search}`)
      if (subject.support('http.query.raw') === 'native') return assert.equal(echo.search, search)
      // Emulated: written anew, with the same values under the same names.
      const sent = new URLSearchParams(search)
      for (const name of sent.keys()) assert.deepEqual(seenQuery(echo, name), sent.getAll(name), name)
    },
  },
  {
    id: 'http.query.repeated',
    title: 'A repeated parameter gives each of its values, in order.',
    why: issue('azure-functions-nodejs-library', 168),
    level: 'must',
    needs: ['http.query.raw'],
    async run(subject) {
      const echo = await subject.echo('/echo?foo=bar&foo=qux&foo=bar')
      assert.deepEqual(seenQuery(echo, 'foo'), ['bar', 'qux', 'bar'])
    },
    async otherwise(subject) {
      const seen = seenQuery(await subject.echo('/echo?foo=bar&foo=qux&foo=last'), 'foo').join('|')
      assert.ok(seen === 'bar|qux|last' || seen === 'last', `neither every value nor the last one: ${seen}`)
    },
  },
  {
    id: 'http.query.comma',
    title: 'A comma does not split a value.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?one=a,b&two=x%2Cy')
      assert.deepEqual(seenQuery(echo, 'one'), ['a,b'])
      assert.deepEqual(seenQuery(echo, 'two'), ['x,y'])
    },
  },
  {
    id: 'http.query.plus',
    title: 'A plus is a space, an encoded plus is a plus.',
    why: issue('lambda-web-adapter', 491),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?q=a+b&r=a%20b&s=a%2Bb')
      assert.deepEqual([seenQuery(echo, 'q'), seenQuery(echo, 'r'), seenQuery(echo, 's')], [['a b'], ['a b'], ['a+b']])
    },
  },
  {
    id: 'http.query.encoded',
    title: 'Encoded signs are decoded once, and the URL stays valid.',
    why: issue('hono', 4358),
    level: 'must',
    async run(subject) {
      const value = '{id}&=?#/%41 "<>ż😀'
      const echo = await subject.echo(`/echo?v=${encodeURIComponent(value)}&w=1`)
      assert.deepEqual(seenQuery(echo, 'v'), [value])
      assert.deepEqual(seenQuery(echo, 'w'), ['1'])
      assert.match(echo.search, /^[!$%&'()*+,\-./0-9:;=?@A-Z_a-z~[\]{}|^`\\]*$/)
    },
  },
  {
    id: 'http.query.encoded-name',
    title: 'Names are decoded as values are.',
    why: urlStandard('concept-urlencoded-parser'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?a%20b=1&%C5%BC%5B%5D=2&c%26d=3')
      assert.deepEqual([seenQuery(echo, 'a b'), seenQuery(echo, 'ż[]'), seenQuery(echo, 'c&d')], [['1'], ['2'], ['3']])
    },
  },
  {
    id: 'http.query.bare',
    title: 'A parameter without a value does not vanish.',
    why: issue('srvx', 299),
    level: 'must',
    async run(subject) {
      assert.deepEqual((await subject.echo('/echo?foo')).query, [['foo', '']])
      assert.deepEqual((await subject.echo('/echo?foo=')).query, [['foo', '']])
      const echo = await subject.echo('/echo?a=1&bare&b=2')
      assert.deepEqual(seenQuery(echo, 'bare'), [''])
    },
  },
  {
    id: 'http.query.empty-name',
    title: 'A parameter without a name does not vanish and takes nothing with it.',
    why: issue('srvx', 299),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?a=1&=')
      assert.deepEqual(seenQuery(echo, 'a'), ['1'])
      assert.deepEqual(seenQuery(echo, ''), [''])
    },
  },
  {
    id: 'http.query.malformed',
    title: 'A malformed percent-encoding in the query does not fail the request.',
    why: urlStandard('concept-urlencoded-parser'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?a=%zz&b=1')
      assert.deepEqual(seenQuery(echo, 'a'), ['%zz'])
      assert.deepEqual(seenQuery(echo, 'b'), ['1'])
    },
  },
  {
    id: 'http.query.question-mark',
    title: 'A question mark within the query belongs to it.',
    why: urlStandard('query-state'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?a=b?c&d=/e')
      assert.deepEqual(seenQuery(echo, 'a'), ['b?c'])
      assert.deepEqual(seenQuery(echo, 'd'), ['/e'])
    },
  },
  {
    id: 'http.query.many',
    title: 'A hundred parameters and a long value arrive.',
    why: urlStandard('query-state'),
    level: 'must',
    async run(subject) {
      const many = Array.from({ length: 100 }, (_, index) => [`p${index}`, `v${index}`])
      const long = 'x'.repeat(2000)
      const echo = await subject.echo(`/echo?${many.map((pair) => pair.join('=')).join('&')}&long=${long}`)
      for (const [name = '', value] of many) assert.deepEqual(seenQuery(echo, name), [value])
      assert.deepEqual(seenQuery(echo, 'long'), [long])
    },
  },
])
