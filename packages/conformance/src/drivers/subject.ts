import type { DriverCapabilities } from '@rove/core'
import type { DriverKind, Drivers } from '@rove/core/adapter'
import type { HttpAnswer } from './faults/http-answer.ts'

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
  /** bucket: listings in the order of the keys' UTF-8 bytes. Without it every key comes once, in any order. */
  | 'list.order'
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
  bucket: ['signed-url', 'metadata', 'if-absent', 'if-match', 'list.order'],
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
  /** What the driver says of itself: its limits, and what it is without, are held against it. */
  readonly capabilities?: DriverCapabilities<Kind>
  /** Which variant of the service is proved, where `capabilities` has exceptions for it: `fifo`. */
  readonly variant?: string
  /**
   * Cases that fail for what the service is run on here (an emulator) and not for the driver, by id, with the reason. Each
   * must fail: once it passes, the suite is red until the entry is gone.
   */
  readonly gaps?: Readonly<Record<string, string>>
  /** How the service can be broken, for the cases of faults; without it they are not run. */
  readonly faults?: FaultySubject<Kind>
  /** bucket: objects are kept outside of this process, so that one of 200 MiB can be streamed while memory is watched. */
  readonly large?: true
  close?(): Promise<void>
}

/**
 * A service that is reached over TCP, so that a proxy can stand before it and break the connection. TLS is not taken
 * apart: the proxy is before a service without it.
 */
export interface FaultySubject<Kind extends DriverKind> {
  /** The service's address, with its port: `http://127.0.0.1:5000`; asked for after `open`. */
  endpoint(): string
  /**
   * Opens a driver on the resource of `open` that reaches the service at another address: that of a proxy, which differs in
   * host and port only. Every byte must go through it. The driver's client gives up after two seconds of silence, or sooner; it is
   * this driver's own, because connections break.
   */
  openThrough(endpoint: string): Promise<Drivers[Kind]>
  /** What the service answers when it is asked too much. Left out where it does not speak HTTP/1.1: those cases are not run. */
  readonly throttled?: HttpAnswer
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
