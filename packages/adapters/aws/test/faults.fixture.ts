import type { FaultySubject, HttpAnswer } from '@rove/conformance/vitest'
import type { DriverKind, DriverSource } from '@rove/core/adapter'
import { clientOptions, openNative } from './moto.fixture.ts'

/** How a client is made that gives up soon. */
type Options = ReturnType<typeof clientOptions> & { readonly requestHandler: object }

/** A resource that a driver can reach through a proxy. */
interface Through<Kind extends DriverKind> {
  /** Where the service is; known once it runs. */
  endpoint(): string
  source(options: Options): DriverSource<Kind>
  /** The resource's native name. */
  native(): string
  readonly throttled: HttpAnswer
  readonly ordered?: boolean
}

/** How a service on this machine is broken. */
export function faulty<Kind extends DriverKind>(through: Through<Kind>): FaultySubject<Kind> {
  const { endpoint, source, native, throttled, ordered = false } = through
  const requestHandler = { connectionTimeout: 1000, socketTimeout: 1500 }
  return {
    endpoint,
    throttled,
    openThrough: async (proxy) => openNative(source({ ...clientOptions(proxy), requestHandler }), native(), ordered),
  }
}

/** What the services say of too many calls, as their protocols write it. */
export const throttled = {
  /** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
  json: { status: 400, body: JSON.stringify({ __type: 'com.amazonaws#ThrottlingException', message: 'slower' }) },
  /** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  s3: { status: 503, body: '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>slower</Message></Error>' },
  /** Source: https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
  query: {
    status: 400,
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>',
  },
} as const
