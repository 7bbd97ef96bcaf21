import { capabilities } from '@rove/aws'
import { deliveryPromises, httpPromises, type PortablePromise } from '@rove/core'
import { expect, it } from 'vitest'
import { deliveryCodecs } from '../src/codecs/deliveries.ts'
import { bufferedCodecs } from '../src/codecs/index.ts'

// How services are called that deliver through another's codec: a subscribed queue, a rule.
const services = ['sns-sqs', 'rule']
const known = [...bufferedCodecs, ...deliveryCodecs].map(({ name }) => name).concat(services)
const promises = Object.keys({ ...httpPromises, ...deliveryPromises }) as PortablePromise[]

it('states every promise, and no other', () => {
  expect(Object.keys(capabilities.supports).sort()).toEqual(promises.toSorted())
})

it.each(promises)('%s: with its source and what differs, and with exceptions by the names of codecs', (promise) => {
  const { note, source, asOf, support, except = {} } = capabilities.supports[promise]
  const exceptions = Object.values(except)
  for (const one of [source, ...exceptions.flatMap((other) => other.source ?? [])]) {
    expect(new URL(one).protocol).toBe('https:')
  }
  expect(asOf).toMatch(/^\d{4}-\d\d$/)
  if (support !== 'native') expect(note).toMatch(/\.$/)
  for (const other of exceptions) expect(other.note).toMatch(/\.$/)
  expect(Object.keys(except).filter((name) => !known.includes(name))).toEqual([])
})
