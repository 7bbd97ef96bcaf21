import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LightHeaders } from '../src/http/headers.ts'

const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,12}$/)
const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)

describe('LightHeaders', () => {
  it('answers as the platform’s Headers does, for any list of fields', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), name, (pairs, asked) => {
        const ours = new LightHeaders(pairs)
        const theirs = new Headers(pairs)
        // Ours joins Cookie with "; ", as RFC 9113 says; the platform with ", ".
        const others = pairs.filter(([key]) => key.toLowerCase() !== 'cookie')
        if (others.length !== pairs.length) return
        expect([...ours]).toEqual([...theirs])
        expect(ours.get(asked)).toBe(theirs.get(asked))
        expect(ours.has(asked)).toBe(theirs.has(asked))
        expect(ours.getSetCookie()).toEqual(theirs.getSetCookie())
      }),
    )
  })

  it('sets, appends and deletes without regard to case', () => {
    const headers = new LightHeaders({ 'X-A': '1' })
    headers.append('x-a', '2')
    expect(headers.get('X-a')).toBe('1, 2')
    headers.set('X-A', '3')
    expect(headers.get('x-a')).toBe('3')
    headers.delete('x-A')
    expect(headers.has('x-a')).toBe(false)
  })

  it('keeps several Set-Cookie apart and joins Cookie with a semicolon', () => {
    const headers = new LightHeaders({ 'set-cookie': ['a=1', 'b=2'], cookie: ['c=3', 'd=4'] })
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(headers.get('cookie')).toBe('c=3; d=4')
    expect([...headers.keys()]).toEqual(['cookie', 'set-cookie', 'set-cookie'])
  })

  it('turns values that are not text into text', () => {
    expect(new LightHeaders({ 'x-n': 5 as unknown as string }).get('x-n')).toBe('5')
  })

  it.each(['a\r\nb', 'a\nb', 'a\0b', '\u{1F9C0}'])('refuses the value %j by name', (bad) => {
    expect(() => new LightHeaders({ 'x-bad': bad })).toThrow(/x-bad/)
  })

  it.each(['', 'a b', 'a:b', 'é'])('refuses the name %j', (bad) => {
    expect(() => new LightHeaders().set(bad, '1')).toThrow(TypeError)
  })

  describe('received', () => {
    it('reads any case and lists, and never changes the record', () => {
      const record = Object.freeze({ Accept: 'a', 'x-list': Object.freeze(['1', '2']), 'X-LIST': '3' })
      const headers = LightHeaders.received(record)
      expect(headers.get('accept')).toBe('a')
      expect(headers.get('x-list')).toBe('1, 2, 3')
      headers.set('accept', 'b')
      expect(record.Accept).toBe('a')
    })

    it('finds a lower-case field that also stands in another case', () => {
      expect(LightHeaders.received({ accept: 'a', Accept: 'b' }).get('accept')).toBe('a, b')
    })

    it('leaves out what is no field, and never fails', () => {
      const headers = LightHeaders.received({
        ok: 'yes',
        'x-line': 'a\r\nb',
        'no name': '1',
        none: null,
        missing: undefined,
      })
      expect([...headers]).toEqual([['ok', 'yes']])
      expect(headers.get('x-line')).toBeNull()
    })

    it('takes no record for no fields', () => {
      expect([...LightHeaders.received(null)]).toEqual([])
    })

    it('does not take a property of every object for a field', () => {
      expect(LightHeaders.received({}).get('constructor')).toBeNull()
      expect(LightHeaders.received({}).get('toString')).toBeNull()
    })
  })
})
