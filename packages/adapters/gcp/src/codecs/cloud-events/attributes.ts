import { RoveError } from '@rove/core'
import type { Fields } from '../shape.ts'
import { isTimestamp } from './timestamp.ts'

/** The context attributes of an event, checked. */
export interface EventAttributes {
  readonly specversion: '1.0' | '0.3'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string | undefined
  readonly time: string | undefined
  readonly datacontenttype: string | undefined
  readonly dataschema: string | undefined
  readonly extensions: Readonly<Record<string, string>>
}

// Source: https://datatracker.ietf.org/doc/html/rfc2045#section-5.1, which RFC 2046 refers to.
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const mediaType = new RegExp(`^${token}/${token}\\s*(;\\s*(${token}=(${token}|"([^"\\\\]|\\\\.)*")\\s*)?)*$`)

const core = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema'])
// What version 0.3 has beside them. Source: https://github.com/cloudevents/spec/blob/v0.3/spec.md#context-attributes
const early = new Set(['schemaurl', 'datacontentencoding'])

/**
 * Reads and checks the context attributes: 1.0, and 0.3, which older senders still write. An attribute that is null
 * counts as not there (JSON event format, 2.2).
 *
 * @param fields attributes by name, without the data
 * @throws RoveError `InvalidArgument` that names the attribute
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes
 */
export function readAttributes(fields: Fields): EventAttributes {
  const specversion = required(fields, 'specversion')
  if (specversion !== '1.0' && specversion !== '0.3') {
    throw refuse('specversion', `is ${JSON.stringify(specversion)}; 1.0 and 0.3 are known`)
  }
  const dataschema = optional(fields, specversion === '0.3' ? 'schemaurl' : 'dataschema')
  const datacontenttype = optional(fields, 'datacontenttype')
  if (datacontenttype !== undefined && !mediaType.test(datacontenttype)) {
    throw refuse('datacontenttype', `is no media type: ${JSON.stringify(datacontenttype)}`)
  }
  const time = optional(fields, 'time')
  if (time !== undefined && !isTimestamp(time)) throw refuse('time', `is no RFC 3339 time: ${JSON.stringify(time)}`)
  const source = required(fields, 'source')
  if (/\s/.test(source)) throw refuse('source', `is no URI reference: ${JSON.stringify(source)}`)
  return {
    specversion,
    id: required(fields, 'id'),
    source,
    type: required(fields, 'type'),
    subject: optional(fields, 'subject'),
    time,
    datacontenttype,
    dataschema,
    extensions: readExtensions(fields, specversion),
  }
}

/** An error that names an attribute of an event. */
export function refuse(attribute: string, what: string): RoveError {
  return new RoveError('InvalidArgument', `The CloudEvent's attribute "${attribute}" ${what}.`)
}

function required(fields: Fields, name: string): string {
  const value = optional(fields, name)
  if (value === undefined) throw refuse(name, 'is missing')
  return value
}

function optional(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw refuse(name, `is not text: ${JSON.stringify(value)}`)
  if (value === '') throw refuse(name, 'is empty')
  return value
}

function readExtensions(fields: Fields, version: string): Record<string, string> {
  const extensions: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (core.has(name) || (version === '0.3' && early.has(name)) || value === null || value === undefined) continue
    if (!/^[a-z0-9]+$/.test(name)) throw refuse(name, 'has a name of other than lower-case letters and digits')
    extensions[name] = toText(name, value, version)
  }
  return extensions
}

// The types that extensions may have: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system
function toText(name: string, value: unknown, version: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  // 0.3 had maps and any number.
  if (version === '0.3') return JSON.stringify(value)
  if (typeof value === 'number' && value === Math.trunc(value) && value >= -(2 ** 31) && value < 2 ** 31) {
    return String(value)
  }
  throw refuse(name, `is neither text, nor a boolean, nor a whole number of 32 bits: ${JSON.stringify(value)}`)
}
