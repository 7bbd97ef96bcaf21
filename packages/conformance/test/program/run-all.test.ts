import type { Host } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import type { ConformanceCase } from '../../src/case.ts'
import { cases } from '../../src/cases/index.ts'
import type { Harness } from '../../src/harness.ts'
import { runAll } from '../../src/program/run-all.ts'
import type { CaseReport } from '../../src/report/report.ts'
import { plainHarness } from '../plain-harness.ts'
import { blank, changing, outcomes, reasons, reportOf, three, times } from './reported.ts'

describe('a run', () => {
  it('tells what became of each case, in the order in which they ran', async () => {
    const seen: CaseReport[] = []
    const report = await reportOf(plainHarness(), { onProgress: ({ report: one }) => seen.push(one) })
    expect(report).toMatchObject({ name: 'plain', provider: 'Plain', real: false, problems: [] })
    expect(outcomes(report)).toEqual(['passed', 'passed', 'passed'])
    expect(seen).toEqual(report.cases)
    expect(report.cases[0]).not.toHaveProperty('exchanges')
  })

  it('goes on after a host that hangs', async () => {
    let count = 0
    const harness = changing((host) => ({
      send: (request) => (request.target.includes('a=1') || count++ === 0 ? new Promise(() => {}) : host.send(request)),
    }))
    const report = await reportOf(harness, { times: { ...times, case: 200 } })
    expect(reasons(report)[0]).toBe('The case did not end within 200 ms.')
    expect(outcomes(report)).toContain('passed')
    expect(report.problems).toEqual([])
  })

  it('goes on after a host that throws, at once or later, and shows what was sent', async () => {
    let count = 0
    const harness = changing((host) => ({
      send(request) {
        count += 1
        if (count === 1) throw new Error('it throws <at once>')
        return count === 2 ? host.send(request) : count === 3 ? Promise.reject(new Error('later')) : host.send(request)
      },
    }))
    const report = await reportOf(harness)
    expect(reasons(report)).toEqual(['it throws <at once>', 'later', undefined])
    expect(report.cases[0]?.exchanges).toMatchObject([
      { kind: 'request', method: 'GET', error: 'Error: it throws <at once>' },
    ])
  })

  it.each([undefined, null, 7, {}, { status: 'x', headers: 7, body: 'text' }, Object.create(null)])(
    'goes on after a host that answers %j',
    async (nonsense) => {
      const report = await reportOf(
        changing(() => ({ send: async () => nonsense as never, logs: () => nonsense as never })),
      )
      expect(outcomes(report)).toEqual(['failed', 'failed', 'failed'])
      for (const reason of reasons(report)) expect(reason).toBeTruthy()
    },
  )

  it.each([undefined, null, 'a host', {}])('says that %j is no host', async (nonsense) => {
    const report = await reportOf({ ...plainHarness(), start: async () => nonsense as never })
    expect(report.problems.join()).toContain('which is no host')
    expect(outcomes(report)).toEqual(['failed', 'failed', 'failed'])
  })

  it('fails every case of a harness that does not start, and goes on with the next', async () => {
    const hangs = { ...plainHarness(), name: 'hangs', start: () => new Promise<Host>(() => {}) }
    const throws: Harness = {
      ...plainHarness(),
      name: 'throws',
      start: () => {
        throw new Error('no runtime here')
      },
    }
    const chosen = cases.filter(({ id }) => three.includes(id))
    const { harnesses } = await runAll({ harnesses: [hangs, throws, plainHarness()], cases: chosen, times })
    expect(harnesses.map((one) => one.problems)).toEqual([
      ['The host did not start: The start did not end within 1000 ms.'],
      ['The host did not start: no runtime here'],
      [],
    ])
    expect(harnesses.map((one) => outcomes(one)[0])).toEqual(['failed', 'failed', 'passed'])
  })

  it('refuses gaps that no case has', async () => {
    const report = await reportOf(plainHarness({}, { gaps: { 'http.nothing': 'a typing error' } }))
    expect(report.problems.join()).toContain('gaps that no case has: http.nothing')
  })
})

describe('a host that dies', () => {
  const dying = (deadly: (count: number) => boolean): { harness: Harness; starts: () => number } => {
    let starts = 0
    let requests = 0
    const harness = changing((host) => {
      let isDead = false
      starts += 1
      return {
        send(request) {
          requests += 1
          isDead ||= deadly(requests)
          return isDead ? Promise.reject(new Error('connection refused')) : host.send(request)
        },
      }
    })
    return { harness, starts: () => starts }
  }

  it('is started again once, and the case that failed for it is run again', async () => {
    const { harness, starts } = dying((count) => count === 2)
    expect(outcomes(await reportOf(harness))).toEqual(['passed', 'passed', 'passed'])
    expect(starts()).toBe(2)
  })

  it('fails the case that kills it, and no other', async () => {
    const kills: ConformanceCase = {
      ...blank,
      id: 'http.kills',
      run: async (subject) => void (await subject.send('/kill')),
    }
    let isDead = false
    const harness = changing((host) => {
      isDead = false
      return {
        send(request) {
          isDead ||= request.target === '/kill'
          return isDead ? Promise.reject(new Error('connection refused')) : host.send(request)
        },
      }
    })
    const report = await reportOf(harness, { cases: [cases[0] as ConformanceCase, kills, cases[1] as ConformanceCase] })
    expect(outcomes(report)).toEqual(['passed', 'failed', 'passed'])
    expect(reasons(report)[1]).toBe('connection refused (the host died, twice)')
  })

  it('is given up when it dies every time', async () => {
    const { harness, starts } = dying(() => true)
    const report = await reportOf(harness, { cases: cases.slice(0, 8) })
    expect(new Set(outcomes(report))).toEqual(new Set(['failed']))
    expect(starts()).toBe(6)
    expect(reasons(report).at(-1)).toContain('it was not started again')
  })
})
