import assert from 'node:assert/strict'
import { assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { everyByte, patternOf, sha256 } from '../pattern.ts'
import { documents, fetchStandard, issue } from '../sources.ts'
import type { Subject } from '../subject.ts'

async function assertBytes(subject: Subject, target: string, expected: Uint8Array): Promise<void> {
  const reply = await subject.send(target)
  assert.equal(reply.status, 200, reply.describe())
  assert.equal(reply.body.byteLength, expected.byteLength, `${target}: length`)
  assert.equal(sha256(reply.body), sha256(expected), `${target}: bytes`)
}

async function assertText(subject: Subject, target: string, expected: string, status = 200): Promise<void> {
  const reply = await subject.send(target)
  assert.equal(reply.status, status, reply.describe())
  assert.equal(reply.text(), expected)
}

export const responseBody: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.response.every-byte',
    title: 'A binary body arrives with every byte value.',
    why: issue('azure-functions-nodejs-worker', 294),
    level: 'must',
    run: (subject) => assertBytes(subject, '/answer/every-byte', everyByte),
  },
  {
    id: 'http.response.one-byte',
    title: 'A body of one byte that is not UTF-8 arrives.',
    why: issue('azure-functions-nodejs-worker', 294),
    level: 'must',
    run: (subject) => assertBytes(subject, '/answer/one-byte', Uint8Array.of(0xff)),
  },
  {
    id: 'http.response.empty',
    title: 'An empty body of 200 is empty, in every form.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      for (const kind of ['no-bytes', 'text-none', 'platform-empty']) {
        await assertBytes(subject, `/answer/${kind}`, new Uint8Array())
      }
    },
  },
  {
    id: 'http.response.views',
    title: 'ArrayBuffer, Buffer and a view with an offset give the same bytes.',
    why: fetchStandard('concept-bodyinit-extract'),
    level: 'must',
    async run(subject) {
      for (const kind of ['view', 'node-buffer', 'array-buffer']) {
        await assertBytes(subject, `/answer/${kind}`, everyByte)
      }
    },
  },
  {
    id: 'http.response.platform-bodies',
    title: 'Platform Responses of a view, an ArrayBuffer, a Blob and a stream give the same bytes.',
    why: fetchStandard('concept-bodyinit-extract'),
    level: 'must',
    async run(subject) {
      for (const kind of ['platform-view', 'platform-array-buffer', 'platform-blob', 'platform-stream']) {
        await assertBytes(subject, `/answer/${kind}`, everyByte)
      }
      assert.equal((await subject.send('/answer/platform-blob')).header('content-type'), 'image/png')
    },
  },
  {
    id: 'http.response.platform-texts',
    title: 'Platform Responses of text, JSON and a form arrive with their types.',
    why: fetchStandard('dom-response-json'),
    level: 'must',
    async run(subject) {
      await assertText(subject, '/answer/platform-json', '{"platform":"ż€😀"}', 201)
      await assertText(subject, '/answer/platform-text', 'ż€😀')
      await assertText(subject, '/answer/platform-form', 'a=1&b=%C5%BC+%26')
    },
  },
  {
    id: 'http.response.no-content-type',
    title: 'Bytes without a content type arrive as they are.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    run: (subject) => assertBytes(subject, '/answer/no-content-type', everyByte),
  },
  {
    id: 'http.response.json',
    title: 'A JSON answer arrives byte for byte, with its status.',
    why: documents.azureNode,
    level: 'must',
    run: (subject) =>
      assertText(
        subject,
        '/answer/json',
        JSON.stringify({ text: 'ż€😀 </script>', list: [1, null, true], nested: { a: {} } }),
        201,
      ),
  },
  {
    id: 'http.response.json-null',
    title: 'A JSON null is the text "null".',
    why: documents.azureNode,
    level: 'must',
    run: (subject) => assertText(subject, '/answer/json-null', 'null'),
  },
  {
    id: 'http.response.json-text',
    title: 'A JSON text keeps its quotes and digits.',
    why: documents.azureNode,
    level: 'must',
    run: (subject) => assertText(subject, '/answer/json-text', '"12345678901234567890"'),
  },
  {
    id: 'http.response.json-bytes',
    title: 'Bytes of type application/json are sent as they are, not serialised again.',
    why: documents.azureNode,
    level: 'must',
    run: (subject) => assertText(subject, '/answer/json-bytes', '{"b":  1}'),
  },
  {
    id: 'http.response.text',
    title: 'Text arrives as UTF-8, line ends included.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      await assertText(subject, '/answer/text', 'Zażółć gęślą jaźń €😀\r\n\tend')
      await assertText(subject, '/answer/html', '<!doctype html><title>ż</title>')
    },
  },
  {
    id: 'http.response.charset',
    title: 'Bytes of a text type in another charset are not read as UTF-8.',
    why: documents.azureNode,
    level: 'must',
    run: (subject) => assertBytes(subject, '/answer/charset', Uint8Array.of(0x63, 0x61, 0x66, 0xe9)),
  },
  {
    id: 'http.response.xml',
    title: 'Types that end in +xml arrive as they are, whether their bytes are text or not.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      await assertText(subject, '/answer/svg', '<svg xmlns="http://www.w3.org/2000/svg"><text>ż</text></svg>')
      await assertBytes(subject, '/answer/binary-xml', everyByte)
    },
  },
  {
    id: 'http.response.large',
    title: 'A binary body of 4 MB, or as large as the provider takes in base64, arrives whole.',
    why: documents.lambdaLimits,
    level: 'must',
    async run(subject) {
      const largest = Math.floor(subject.limit('http.response.body') * 0.7)
      for (const length of [100_000, 1024 * 1024, 4 * 1024 * 1024]) {
        const taken = Math.min(length, largest)
        await assertBytes(subject, `/pattern/${taken}`, patternOf(taken))
      }
    },
  },
  {
    id: 'http.response.too-large',
    title: 'A body beyond the provider’s limit fails clearly, and the log names the limit.',
    why: documents.lambdaLimits,
    level: 'must',
    async run(subject) {
      const limit = subject.limit('http.response.body')
      // Where answers are streamed the limit is the platform's to keep: here a large answer must arrive.
      if (subject.support('http.stream.response') !== 'no' || limit > 40_000_000) {
        const length = Math.min(8_000_000, limit)
        return assertBytes(subject, `/letters/${length}`, Buffer.alloc(length, 'r'))
      }
      const reply = await subject.send(`/letters/${limit + 1}`)
      if (reply.status === 200) {
        assert.equal(reply.body.byteLength, limit + 1, 'the body was cut silently')
        assert.fail('the body is larger than the stated limit, and yet it arrived; correct the limit')
      }
      assertProblem(reply, 500)
      await subject.logged(String(limit))
    },
  },
])
