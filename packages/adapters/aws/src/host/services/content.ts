import { RoveError } from '@rove/core'

// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u

/**
 * The text that a service which takes only text is sent.
 * @throws RoveError `InvalidArgument` for bytes that are no UTF-8, and for characters that the service refuses
 */
export function toText(content: string | Uint8Array, service: string): string {
  const text = typeof content === 'string' ? content : decode(content, service)
  if (!allowed.test(text)) throw refuse(`${service} refuses text with control characters.`)
  return text
}

function decode(content: Uint8Array, service: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (cause) {
    throw refuse(`${service} takes text only, and these bytes are no UTF-8; a sender would encode them.`, cause)
  }
}

/** The bytes that a service which takes bytes is sent. */
export function toBytes(content: string | Uint8Array): Buffer {
  return Buffer.from(content)
}

/** What a service says to a sender whose item it does not take. */
export function refuse(message: string, cause?: unknown): RoveError {
  return new RoveError('InvalidArgument', message, { provider: 'aws', operation: 'deliver', cause })
}
