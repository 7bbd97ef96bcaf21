import { expect, it } from 'vitest'
import { app, json, onRequest, toMilliseconds } from '../src/index.ts'

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
