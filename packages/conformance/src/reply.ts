import assert from 'node:assert/strict'
import type { WireResponse } from '@rove/core/adapter'

class Head {
  readonly status: number
  /** In order, names in lower case, repeated names kept. */
  readonly headers: WireResponse['headers']

  constructor({ status, headers }: Pick<WireResponse, 'status' | 'headers'>) {
    this.status = status
    this.headers = headers
  }

  /** Every value of a header, in order. */
  all(name: string): string[] {
    return this.headers.filter(([key]) => key === name).map(([, value]) => value)
  }

  /** The only value of a header; undefined when there is none. It fails the case when there are several. */
  header(name: string): string | undefined {
    const values = this.all(name)
    assert.ok(values.length < 2, `the header ${name} is there ${values.length} times: ${values.join(' | ')}`)
    return values[0]
  }
}

/** A response whose body is still to be read, once. */
export class OpenReply extends Head {
  /** The body's pieces as they arrive. */
  readonly pieces: AsyncIterable<Uint8Array>

  constructor(wire: WireResponse) {
    super(wire)
    this.pieces = wire.body
  }
}

/** A response that was read to its end. */
export class Reply extends Head {
  readonly body: Buffer

  private constructor(head: Pick<WireResponse, 'status' | 'headers'>, body: Buffer) {
    super(head)
    this.body = body
  }

  /** Reads an open response to its end. */
  static async of(open: OpenReply): Promise<Reply> {
    const pieces: Uint8Array[] = []
    for await (const piece of open.pieces) pieces.push(piece)
    return new Reply(open, Buffer.concat(pieces))
  }

  text(): string {
    return this.body.toString('utf8')
  }

  json(): unknown {
    try {
      return JSON.parse(this.text())
    } catch {
      return assert.fail(`the body is not JSON: ${this.describe()}`)
    }
  }

  /** Status and the start of the body, for failures. */
  describe(): string {
    return `${this.status} ${JSON.stringify(this.text().slice(0, 300))}`
  }
}
