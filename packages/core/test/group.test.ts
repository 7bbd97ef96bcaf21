import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGroup } from '../src/host/index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rove-group-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// Starts another program, says its id, and stays; both for a minute at most, should the test fail.
const parent = `
const { spawn } = require('node:child_process')
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })
require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid)
setTimeout(() => {}, 60000)
`

it('ends a program with everything that it has started, twice if need be', async () => {
  const file = join(folder, 'ids')
  const isReady = async (): Promise<boolean> => existsSync(file) && (await readFile(file, 'utf8')).includes(' ')
  const group = await startGroup({ name: 'two', command: process.execPath, args: ['-e', parent, file], isReady })
  const ids = (await readFile(file, 'utf8')).split(' ').map(Number)
  expect(ids.map(isAlive)).toEqual([true, true])
  await group.stop()
  await group.stop()
  for (let tries = 0; tries < 50 && ids.some(isAlive); tries += 1) await delay(100)
  expect(ids.map(isAlive)).toEqual([false, false])
})

it('says what was printed by a program that does not get ready, and ends it', async () => {
  const args = ['-e', "console.error('no port is free'); setTimeout(() => {}, 60000)"]
  let asked = 0
  const isReady = async (): Promise<boolean> => {
    asked += 1
    return false
  }
  const starting = startGroup({ name: 'It', command: process.execPath, args, isReady, timeout: 1500 })
  await expect(starting).rejects.toThrow(/^It was not ready after 1500 ms\. It printed:\nno port is free/)
  expect(asked).toBeGreaterThan(3)
})
