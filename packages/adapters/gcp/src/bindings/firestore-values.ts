import { type DocumentSnapshot, Timestamp } from '@google-cloud/firestore'
import { RoveError } from '@rove/core'
import type { StoredValue } from '@rove/core/adapter'
import { toKey } from './firestore-layout.ts'

/** The fields of a document, as the client takes them. */
export interface DocumentFields {
  readonly value: string
  /** Without it, a write of the same value would be none, and the document would keep its update time. */
  readonly version: string
  readonly expiresAt?: Timestamp
}

/** What a version says: of which update it is, and until when what was written then is there. */
export interface Version {
  readonly updateTime: Timestamp
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined
}

/** The fields of a value. @throws RoveError `InvalidArgument` for a time that a timestamp cannot hold */
export function toFields({ text, expiresAt }: Pick<StoredValue, 'text' | 'expiresAt'>): DocumentFields {
  const fields = { value: text, version: crypto.randomUUID() }
  if (expiresAt === undefined) return fields
  try {
    return { ...fields, expiresAt: Timestamp.fromMillis(expiresAt) }
  } catch (cause) {
    throw new RoveError('InvalidArgument', 'Firestore keeps times of the years 1 to 9999: expiresAt is none.', {
      cause,
    })
  }
}

/** The value of a document that is there; of one that somebody else wrote, a value without text. */
export function toStored(document: DocumentSnapshot): StoredValue {
  const value: unknown = document.get('value')
  const end: unknown = document.get('expiresAt')
  const expiresAt = end instanceof Timestamp ? end.toMillis() : undefined
  return {
    key: toKey(document.id),
    text: typeof value === 'string' ? value : '',
    version: document.updateTime === undefined ? '' : toVersion(document.updateTime, expiresAt),
    expiresAt,
  }
}

/**
 * The version that a write gave: the document's update time, which Firestore takes as a precondition, and the end of what
 * was written, so that the version of what has expired is known without a read: `1790000000.123456000~1790000060000`.
 */
export function toVersion({ seconds, nanoseconds }: Timestamp, expiresAt: number | undefined): string {
  const time = `${seconds}.${String(nanoseconds).padStart(9, '0')}`
  return expiresAt === undefined ? time : `${time}~${expiresAt}`
}

/** What a version says; undefined when it is none of Firestore's. */
export function versionOf(text: string): Version | undefined {
  const [, seconds, nanoseconds, end] = /^(\d{1,12})\.(\d{9})(?:~(-?\d{1,15}))?$/.exec(text) ?? []
  if (seconds === undefined || Number(seconds) > 253_402_300_799) return undefined
  return {
    updateTime: new Timestamp(Number(seconds), Number(nanoseconds)),
    expiresAt: end === undefined ? undefined : Number(end),
  }
}
