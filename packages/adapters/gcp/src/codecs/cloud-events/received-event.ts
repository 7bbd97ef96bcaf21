import type { Attributes, Payload } from '@rove/core/adapter'

/** A CloudEvent as it was received, whatever it was carried in. */
export interface ReceivedEvent {
  readonly id: string
  /** A URI reference. */
  readonly source: string
  readonly type: string
  readonly subject?: string | undefined
  /** RFC 3339. */
  readonly time?: string | undefined
  readonly datacontenttype?: string | undefined
  readonly dataschema?: string | undefined
  /** Extension attributes in the text form of the specification, names in lower case. */
  readonly extensions: Attributes
  /** Undefined when the event has no data. */
  readonly payload?: Payload | undefined
}
