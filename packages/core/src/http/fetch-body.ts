import { type RawBody, toBytes, toReadable, toText } from './body.ts'

/**
 * The body of a request or response as Fetch defines it (https://fetch.spec.whatwg.org/#body-mixin), over text, bytes
 * or a stream. The platform's stream is made only when it is asked for.
 */
export abstract class FetchBody {
  abstract readonly headers: { get(name: string): string | null }
  #body: RawBody
  #used = false
  #readable: ReadableStream<Uint8Array<ArrayBuffer>> | undefined

  protected constructor(body: RawBody) {
    this.#body = body
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#body === null) return null
    this.#readable ??= toReadable(this.#body, () => {
      this.#used = true
    })
    return this.#readable
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  /** The body as it was given; it counts as read. @throws TypeError when it was read before. */
  takeBody(): RawBody {
    const body = this.peekBody()
    this.#used = body !== null
    return body
  }

  /** The body as it was given, left unread. @throws TypeError when it was read before. */
  protected peekBody(): RawBody {
    if (this.#used || this.#readable?.locked) {
      throw new TypeError('The body was already read. Read it once, or read a clone() first.')
    }
    return this.#body
  }

  /** Puts another body in its place: one half of a stream that was split. */
  protected replaceBody(body: RawBody): void {
    this.#body = body
    this.#readable = undefined
  }

  async text(): Promise<string> {
    return toText(this.takeBody())
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return (await toBytes(this.takeBody())) as Uint8Array<ArrayBuffer>
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = await this.bytes()
    return buffer.slice(byteOffset, byteOffset + byteLength)
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get('content-type') ?? '' })
  }

  /** @throws TypeError when the body is not form data of its content type. */
  async formData(): Promise<FormData> {
    const init = { headers: { 'content-type': this.headers.get('content-type') ?? '' } }
    return new Response(await this.bytes(), init).formData()
  }
}
