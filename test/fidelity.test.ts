import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fidelityPage } from '../scripts/generate/fidelity.mjs'
import { type Fidelity, failedOf, pairs, recordAll } from './fidelity/record.ts'
import { casesOf, runPeer, versionOf } from './fidelity/run.ts'

// FIDELITY=all runs every peer; FIDELITY=write, which is `npm run fidelity`, writes down what they did instead.
const mode = process.env.FIDELITY
const file = new URL('../docs/fidelity.json', import.meta.url)
const page = new URL('../docs/fidelity.md', import.meta.url)

const sample = ['srvx on aws-url', 'functions-framework on gcp']
const chosen = pairs
  .map((pair) => ({ ...pair, name: `${pair.peer.id} on ${pair.front}` }))
  .filter(({ name }) => mode === 'all' || sample.includes(name))

describe.runIf(mode === 'write')('fidelity', () => {
  it('is written down', { timeout: 3_600_000 }, async () => {
    const record = await recordAll((line) => console.info(line))
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
    writeFileSync(page, fidelityPage(record))
  })
})

describe.skipIf(mode === 'write')('docs/fidelity', () => {
  const record = (): Fidelity => JSON.parse(readFileSync(file, 'utf8')) as Fidelity

  it('has a page that was written from its data', () => {
    expect(readFileSync(page, 'utf8')).toBe(fidelityPage(record()))
  })

  it('has everything that is asked, and the versions that are installed', () => {
    const { fronts, peers } = record()
    for (const { peer, front } of pairs) {
      expect(peers[peer.id]?.version, peer.id).toBe(versionOf(peer))
      expect(peers[peer.id]?.fronts[front]?.options, `${peer.id} on ${front}`).toBe(peer.setups[front]?.options)
      const asked = Object.fromEntries(casesOf(front).map(({ id, level }) => [id, level]))
      expect(fronts[front]?.asked, front).toEqual(asked)
    }
  })

  it.each(chosen)('agrees with $name', { timeout: 900_000 }, async ({ peer, front }) => {
    const failed = Object.keys(failedOf(await runPeer(peer, front)))
    expect(failed).toEqual(Object.keys(record().peers[peer.id]?.fronts[front]?.failed ?? {}))
  })
})
