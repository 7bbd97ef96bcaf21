import { isUtf8 } from 'node:buffer'
import { type BufferedAnswer, headerOf } from '@rove/core/adapter'
import { encodeBase64 } from './base64.ts'

/** A body as it stands in a JSON result. */
export interface EncodedBody {
  /** Undefined when the answer has no body. */
  readonly text: string | undefined
  readonly isBase64: boolean
}

const none: EncodedBody = { text: undefined, isBase64: false }

// API Gateway REST decodes base64 only for media types that the API lists as binary, so what can be text stays text.
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
const textType =
  /^\s*(?:text\/|(?:application|image|model|message)\/(?:[^;]*\+)?(?:json|xml|javascript|ecmascript|x-www-form-urlencoded|x-ndjson|jsonl|yaml|x-yaml|toml|graphql|sql|xhtml|manifest)\s*(?:;|$))/i

/**
 * Chooses how a body travels in JSON. Anything with a content-encoding goes as base64; text and bytes of a text type go
 * as text as long as they are valid UTF-8; other bytes go as base64.
 */
export function encodeBody(answer: BufferedAnswer): EncodedBody {
  const { body } = answer
  if (body === null) return none
  if (isCoded(headerOf(answer, 'content-encoding'))) return { text: encodeBase64(body), isBase64: true }
  if (typeof body === 'string') return { text: toWellFormed(body), isBase64: false }
  if (textType.test(headerOf(answer, 'content-type') ?? '') && isUtf8(body)) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
    return { text, isBase64: false }
  }
  return { text: encodeBase64(body), isBase64: true }
}

function isCoded(encoding: string | undefined): boolean {
  return encoding !== undefined && encoding !== '' && encoding.trim().toLowerCase() !== 'identity'
}

// JSON would carry half a surrogate pair as an escape that the gateway cannot turn into bytes; Fetch sends U+FFFD.
function toWellFormed(text: string): string {
  return (text as string & { isWellFormed(): boolean }).isWellFormed() ? text : Buffer.from(text).toString()
}
