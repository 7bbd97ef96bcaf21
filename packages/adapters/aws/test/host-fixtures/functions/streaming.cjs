const { once } = require('node:events')

// A streaming function for the host's own tests.
const begin = (stream, prelude = { statusCode: 200 }) => awslambda.HttpResponseStream.from(stream, prelude)

const acts = {
  async hello(stream) {
    const out = begin(stream, { statusCode: 202, headers: { 'x-made': 'yes' }, cookies: ['a=1', 'b=2'] })
    out.write('hello ')
    out.write('world')
    out.end()
  },
  // Writes one piece and goes on when the file named in the header exists: the reader makes it.
  async steps(stream, event) {
    const { existsSync } = require('node:fs')
    const out = begin(stream)
    out.write('first')
    while (!existsSync(event.headers['x-flag'])) await new Promise((resolve) => setTimeout(resolve, 20))
    out.write('second')
    out.end()
  },
  async large(stream, event) {
    const out = begin(stream)
    const piece = Buffer.alloc(64 * 1024, 7)
    for (let index = 0; index < Number(event.headers['x-pieces'] ?? 800); index++)
      if (!out.write(piece)) await once(out, 'drain')
    console.log('large is written')
    out.end()
  },
  async early() {
    throw new Error('before the first byte')
  },
  async middle(stream) {
    const out = begin(stream)
    out.write('some')
    throw new Error('in the middle')
  },
  async hang(stream) {
    begin(stream).write('some')
    await new Promise(() => setInterval(() => undefined, 1000))
  },
  async raw(stream) {
    stream.setContentType('text/csv')
    stream.write('a,b')
    stream.end()
  },
  async empty(stream) {
    const out = begin(stream, { statusCode: 304 })
    out.write('')
    out.end()
  },
}

exports.handler = awslambda.streamifyResponse((event, stream) =>
  acts[(event.rawPath ?? event.path ?? event.do).slice(1)](stream, event),
)
