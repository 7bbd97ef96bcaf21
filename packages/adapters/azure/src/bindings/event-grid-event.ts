import { createHash } from 'node:crypto'

/** An event as the SDK takes it. */
export interface OutgoingEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: string
  readonly time?: Date
  readonly datacontenttype: string
  /** The envelope, or the bytes of what is none. */
  readonly data: object
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The event of an envelope. The SDK takes objects and bytes as data, and no text; an envelope keeps what it holds as a text by
 * itself, so that no digit of it is lost on the way. An event has a type, and no empty subject: who subscribes with Rove
 * reads both from the envelope.
 * Source: https://learn.microsoft.com/azure/event-grid/cloud-event-schema
 */
export function toCloudEvent(text: string, topic: string): OutgoingEvent {
  const envelope = parse(text)
  const { id, type, subject, time } = envelope ?? {}
  const sent = typeof time === 'string' ? new Date(time) : undefined
  return {
    id: isAttribute(id) ? id : createHash('sha256').update(text).digest('hex'),
    source: `/rove/${encodeURIComponent(nameOf(topic))}`,
    type: isAttribute(type) ? type : 'rove.event',
    ...(isAttribute(subject) ? { subject } : {}),
    ...(sent === undefined || Number.isNaN(sent.getTime()) ? {} : { time: sent }),
    ...(envelope === undefined
      ? { datacontenttype: 'text/plain', data: Buffer.from(text) }
      : { datacontenttype: 'application/json', data: envelope }),
  }
}

/** Whether a text is short enough to be told twice, in the envelope and beside it. */
function isAttribute(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024
}

/** The topic's name, also out of its endpoint: `https://orders.westeurope-1.eventgrid.azure.net/api/events`. */
function nameOf(topic: string): string {
  return /^https?:\/\/([^.:/]+)/.exec(topic)?.[1] ?? topic
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    // Whatever it is, it is sent as it is.
    return undefined
  }
}
