import type { DriverKind, Drivers } from '@rove/core/adapter'

/** What a service may be without. Each belongs to one kind of driver. */
export type DriverFeature =
  /** kv: values that are gone at a time. */
  | 'expiry'
  /** bucket: URLs with which anyone reads or writes an object for a while. */
  | 'signed-url'
  /** bucket: texts that are kept with an object. */
  | 'metadata'
  /** bucket: writes that need no object to be there. */
  | 'if-absent'
  /** bucket: writes that need a certain version to be there. */
  | 'if-match'
  /** queue: messages that stay unseen for a while. */
  | 'delay'
  /** queue: groups whose messages keep their order. With it, every message of the suite has a group. */
  | 'order'
  /** queue: keys by which a message is sent once. */
  | 'dedupe'
  /** secret: versions that can be read by name. */
  | 'versions'

/** The features of each kind: those that {@link DriverSubject.without} may name. */
export const featuresOf: Readonly<Record<DriverKind, readonly DriverFeature[]>> = {
  kv: ['expiry'],
  bucket: ['signed-url', 'metadata', 'if-absent', 'if-match'],
  queue: ['delay', 'order', 'dedupe'],
  topic: [],
  secret: ['versions'],
}

/** A driver to be proved. */
export interface DriverSubject<Kind extends DriverKind> {
  /** For people: `dynamodb on moto`. */
  readonly name: string
  /** Opens a driver on a fresh, empty resource; called once per suite, before its cases. */
  open(): Promise<Drivers[Kind]>
  /** Opens another driver on the same resource: another process's view. Default: the same driver again. */
  reopen?(): Promise<Drivers[Kind]>
  /** What the service cannot do, with the reason: its cases assert the early, clear refusal. */
  readonly without?: Readonly<Partial<Record<DriverFeature, string>>>
  close?(): Promise<void>
}

/** A driver of a queue or a topic to be proved. */
export interface SendSubject<Kind extends 'queue' | 'topic'> extends DriverSubject<Kind> {
  /** Reads everything that has arrived since, through the vendor's own client: the envelopes' texts. */
  receive(): Promise<readonly string[]>
}

/** A driver of a secret to be proved. */
export interface SecretSubject extends DriverSubject<'secret'> {
  /** Puts a new version of the secret into the service and gives its version. */
  write(value: string): Promise<string>
}
