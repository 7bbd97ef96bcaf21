import { expect, it } from 'vitest'
import {
  app,
  bucket,
  functionsOf,
  json,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onRequest,
  onSchedule,
  queue,
  retry,
  toMilliseconds,
  topic,
} from '../src/index.ts'

const get = onRequest('GET /', () => json(1))

it('holds the functions by name', () => {
  expect(Object.keys(app('shop', { get }).functions)).toEqual(['get'])
})

it.each(['', 'Shop', 'my shop', '-shop', 'shop-', 'a'.repeat(49)])('refuses the name %j', (name) => {
  expect(() => app(name, {})).toThrow(/cannot name an app/)
})

it.each([
  ['a-b', get],
  ['1a', get],
  ['a', undefined],
  ['a', () => json(1)],
])('refuses the function %j: %s', (name, value) => {
  expect(() => app('shop', { [name]: value as never })).toThrow(new RegExp(`"${name}" in the app "shop"`))
})

it('refuses one route for two functions', () => {
  expect(() => app('shop', { a: get, b: get })).toThrow(/matches the same requests/)
})

it('refuses a function without a handler', () => {
  expect(() => onRequest('GET /', {}, undefined as never)).toThrow(/needs a handler/)
})

it.each([
  [5, 5],
  ['250ms', 250],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
] as const)('reads %s as %i ms', (text, ms) => {
  expect(toMilliseconds(text)).toBe(ms)
})

it.each(['', '5', '5 s', '-1s', 'forever', -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses the duration %s',
  (bad) => {
    expect(() => toMilliseconds(bad as never)).toThrow(/is not a duration/)
  },
)

const nothing = (): void => undefined

it('lists its functions by trigger', () => {
  const shop = app('shop', { get, ship: onMessage(queue('jobs'), nothing), night: onSchedule('@daily', nothing) })
  expect(functionsOf(shop, 'schedule').map(({ name, function: one }) => [name, one.cron.text])).toEqual([
    ['night', '@daily'],
  ])
  expect(functionsOf(shop, 'request').map(({ name }) => name)).toEqual(['get'])
  expect(functionsOf(shop, 'object')).toEqual([])
})

it('lets one function handle a queue, and several listen to a topic', () => {
  const [jobs, news] = [queue('jobs'), topic('news')]
  expect(() => app('shop', { a: onMessage(jobs, nothing), b: onMessage(queue('jobs'), nothing) })).toThrow(
    '"a" and "b" both handle the queue "jobs": a message reaches one function. Use a topic to reach several.',
  )
  expect(() => app('shop', { a: onEvent(news, nothing), b: onEvent(news, nothing) })).not.toThrow()
})

it.each(['', 'a', 'A', 'Jobs', '1jobs', 'jobs-', 'a--b', 'a_b', 'x'.repeat(41), undefined])(
  'refuses the resource name %j',
  (name) => {
    for (const declare of [queue, topic, bucket, kv] as Array<(name: string) => unknown>) {
      expect(() => declare(name as never)).toThrow(/cannot name a (queue|topic|bucket|kv)/)
    }
  },
)

it.each([0, 1.5, 101, Number.NaN])('refuses %d attempts', (maxAttempts) => {
  expect(() => queue('jobs', { maxAttempts })).toThrow(
    'maxAttempts of the queue "jobs" must be a whole number from 1 to 100.',
  )
})

it.each([
  [
    'onMessage with a topic',
    () => onMessage(topic('news') as never, nothing),
    /onMessage needs a queue .* queue\('name'\)/,
  ],
  ['onEvent with a text', () => onEvent('news' as never, nothing), /onEvent needs a topic/],
  [
    'onObject without a kind',
    () => onObject(bucket('files'), nothing as never, nothing),
    /needs 'created' or 'deleted'/,
  ],
  [
    'onChange without a handler',
    () => onChange(kv('records'), undefined as never),
    /onChange\(records\) needs a handler/,
  ],
  ['onSchedule with a wrong schedule', () => onSchedule('* * *', nothing), /is not a schedule/],
  [
    'a concurrency of none',
    () => onMessage(queue('jobs'), { concurrency: 0 }, nothing),
    /concurrency of onMessage\(jobs\)/,
  ],
  [
    'a timeout that is no duration',
    () => onMessage(queue('jobs'), { timeout: 'soon' as never }, nothing),
    /not a duration/,
  ],
  ['a wait that is no duration', () => retry({ after: '1 minute' as never }), /not a duration/],
])('refuses %s', (_, declare, why) => {
  expect(declare).toThrow(why)
})
