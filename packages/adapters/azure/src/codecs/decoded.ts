import type { ByteStream, DecodedRequest } from '@rove/core/adapter'
import type { NativeHeaders, NativeRequest } from '../native.ts'
import { routeParameter } from '../route.ts'
import { toClientIp, toScheme } from './client.ts'
import { splitUrl, withoutDefaultPrefix, withoutRoutePrefix } from './path.ts'

/**
 * A request taken apart. What has to be looked up in the library's headers is looked up when it is asked for: walking
 * them costs more than all the rest, and many handlers need none. Accessors of a class, because an object literal with
 * accessors costs 2 us to make.
 */
export class Decoded implements DecodedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly host: string
  readonly body: ByteStream | null
  readonly #urlScheme: string
  readonly #headers: NativeHeaders | null | undefined

  /** @throws TypeError when the request's URL is not an absolute HTTP address. */
  constructor(request: NativeRequest, body: ByteStream | null) {
    const { scheme, host, path, query } = splitUrl(request.url)
    this.method = request.method.toUpperCase()
    const caught = request.params?.[routeParameter]
    this.path = caught ? withoutRoutePrefix(path, caught, query) : withoutDefaultPrefix(path)
    this.query = query
    this.host = host
    this.body = body
    this.#urlScheme = scheme
    this.#headers = request.headers
  }

  get scheme(): 'http' | 'https' {
    return toScheme(this.#urlScheme, this.#headers)
  }

  get clientIp(): string | undefined {
    return toClientIp(this.#headers)
  }

  get headers(): Record<string, string> {
    const record: Record<string, string> = Object.create(null)
    this.#headers?.forEach((value, name) => {
      record[name] = value
    })
    return record
  }
}
