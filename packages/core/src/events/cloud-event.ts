/**
 * What every event has, in the words of CloudEvents 1.0.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface CloudEvent<Data = unknown> {
  /** The sender's id where it gave one, otherwise the provider's. The same on every delivery of the same event. */
  readonly id: string
  /** Where it comes from, as a URI reference: the queue, the topic, the bucket. */
  readonly source: string
  /** What happened: `rove.message`, or the type that the sender gave. */
  readonly type: string
  readonly subject: string | undefined
  /** When it happened, RFC 3339; undefined where the provider does not say. */
  readonly time: string | undefined
  /** The media type of `data`; undefined where nobody says. */
  readonly datacontenttype: string | undefined
  readonly data: Data
}
