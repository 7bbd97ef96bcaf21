// The comparison: every candidate in its own process, rounds interleaved, ratios within this run.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { timeProcess } from './cold-start.ts'
import type { Round } from './measure.ts'
import { median, pairedRatio } from './statistics.ts'
import { works } from './work.ts'

const candidates = ['native', 'undici', 'rove', 'rove-fetch', 'hono', 'serverless-http']
const quick = process.argv.includes('--quick')
const rounds = quick ? 9 : 31
const iterationsOf: Readonly<Record<string, number>> = {
  GET: 4000,
  'POST 1 KB': 2000,
  'POST 100 KB': 60,
  '1 MB answer': 12,
}
const out = process.env.ROVE_BENCH_OUT ?? '.rove/bench'

await mkdir(out, { recursive: true })
await bundle(['bench/measure.ts'], {})
const sizes = await Promise.all(candidates.map(bundleCandidate))

const workers = new Map<string, ChildProcess>()
for (const name of candidates) {
  const worker = fork(join(out, 'measure.mjs'), [join(process.cwd(), out, `${name}.mjs`)], {
    execArgv: ['--expose-gc'],
  })
  await Promise.race([
    once(worker, 'message'),
    once(worker, 'exit').then(() => Promise.reject(new Error(`${name} failed.`))),
  ])
  workers.set(name, worker)
}

const measured = new Map<string, Map<string, Round[]>>()
for (const work of works) {
  const byCandidate = new Map(candidates.map((name) => [name, [] as Round[]]))
  measured.set(work.name, byCandidate)
  const iterations = Math.ceil((iterationsOf[work.name] ?? 100) / (quick ? 4 : 1))
  for (let round = -2; round < rounds; round++) {
    for (const name of candidates) {
      // biome-ignore lint/style/noNonNullAssertion: every candidate has a worker
      const figures = await runRound(workers.get(name)!, work.name, iterations)
      if (round >= 0) byCandidate.get(name)?.push(figures)
    }
    process.stderr.write(`\r${work.name}: round ${Math.max(0, round + 1)} of ${rounds}   `)
  }
}
process.stderr.write('\n')
for (const worker of workers.values()) worker.kill()

console.log(
  `Node ${process.version}, ${rounds} interleaved rounds, medians; xN and xU are ratios to native and undici, paired by round.\n`,
)
for (const work of works) printWork(work.name)
await printColdStart()

async function runRound(worker: ChildProcess, work: string, iterations: number): Promise<Round> {
  worker.send({ work, iterations })
  const [figures] = (await once(worker, 'message')) as [Round]
  return figures
}

function printWork(work: string): void {
  const of = (name: string): Round[] => measured.get(work)?.get(name) ?? []
  const times = (name: string): number[] => of(name).map((round) => round.microseconds)
  console.log(`| ${work} | us | xN | xU | heap kB |\n|---|---|---|---|---|`)
  for (const name of candidates) {
    const heap = median(of(name).map((round) => (round.heapBytes ?? 0) / 1024))
    const ratios = ['native', 'undici'].map((floor) => pairedRatio(times(name), times(floor)).toFixed(2))
    console.log(`| ${name} | ${median(times(name)).toFixed(2)} | ${ratios.join(' | ')} | ${heap.toFixed(1)} |`)
  }
  console.log('')
}

async function printColdStart(): Promise<void> {
  const scripts = new Map<string, string>([['bare node', join(out, 'bare.mjs')]])
  await writeFile(join(out, 'bare.mjs'), 'process.exit(0)\n')
  for (const name of candidates) {
    const script = join(out, `${name}.cold.mjs`)
    const event = JSON.stringify(works[0]?.event)
    await writeFile(
      script,
      `import { handler } from './${name}.mjs'\nawait handler(${event}, { getRemainingTimeInMillis: () => 3000 })\nprocess.exit(0)\n`,
    )
    scripts.set(name, script)
  }
  const times = new Map([...scripts.keys()].map((name) => [name, [] as number[]]))
  for (let round = -1; round < (quick ? 9 : 25); round++) {
    for (const [name, script] of scripts) {
      const milliseconds = await timeProcess(script)
      if (round >= 0) times.get(name)?.push(milliseconds)
    }
  }
  const bare = times.get('bare node') ?? []
  console.log('| cold start, first GET | ms | ms over bare node | bundle gz kB |\n|---|---|---|---|')
  for (const [name, list] of times) {
    const over = median(list.map((value, index) => value - (bare[index] ?? 0)))
    console.log(
      `| ${name} | ${median(list).toFixed(1)} | ${over.toFixed(1)} | ${sizes[candidates.indexOf(name)]?.toFixed(1) ?? ''} |`,
    )
  }
}

async function bundleCandidate(name: string): Promise<number> {
  await bundle([`bench/candidates/${name}.ts`], { external: [] })
  return gzipSync(await readFile(join(out, `${name}.mjs`)), { level: 9 }).byteLength / 1024
}

async function bundle(entryPoints: string[], { external = [] }: { external?: string[] }): Promise<void> {
  await build({
    entryPoints,
    outdir: out,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@rove/source', 'module'],
    external,
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require=__createRequire(import.meta.url);",
    },
  })
}
