import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { ConformanceCase } from '../../src/case.ts'
import { cases } from '../../src/cases/index.ts'
import type { Harness } from '../../src/harness.ts'
import { plainHarness } from '../plain-harness.ts'
import { blank, changing, outcomes, reasons, reportOf } from './reported.ts'

describe('what is left behind', () => {
  const sleep = (): number =>
    Number(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).pid)
  const isRunning = (pid: number): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  it('fails the case whose host left a process, and ends it', async () => {
    let pid = 0
    let count = 0
    const harness = changing(() => {
      if (count++ === 1) pid = sleep()
      return {}
    })
    const starts: ConformanceCase = {
      ...blank,
      id: 'http.starts',
      run: async (subject) => void (await subject.fresh()),
    }
    const report = await reportOf(harness, { cases: [starts, cases[0] as ConformanceCase] })
    expect(outcomes(report)).toEqual(['failed', 'passed'])
    expect(reasons(report)[0]).toMatch(/left a process, which was ended: .*setInterval/)
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('is a problem of the harness when the shared host left it, even one that never started', async () => {
    const pids: number[] = []
    const leaks = changing(() => {
      pids.push(sleep())
      return {}
    })
    expect((await reportOf(leaks)).problems.join()).toContain('It left a process running, which was ended')
    const never: Harness = { ...plainHarness(), start: () => new Promise(() => pids.push(sleep())) }
    expect((await reportOf(never)).problems.join()).toContain('did not end within')
    for (const pid of pids) await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('does not hold up the run when a stop or a removal hangs', async () => {
    const stuck: Harness = {
      ...changing((host) => ({ stop: () => host.stop().then(() => new Promise(() => {})) })),
      dispose: () => Promise.reject(new Error('the folder is busy')),
    }
    expect((await reportOf(stuck)).problems).toEqual([
      'The host did not stop: The stop did not end within 300 ms.',
      'the folder is busy',
    ])
  })

  it('is stopped when the run is ended early', async () => {
    const ended = new AbortController()
    let stopped = 0
    const harness = changing((host) => ({ stop: () => host.stop().finally(() => stopped++) }))
    const report = await reportOf(harness, { signal: ended.signal, onProgress: () => ended.abort() })
    expect(report.cases).toHaveLength(1)
    expect(stopped).toBe(1)
  })
})
