// Runs in a process of its own, one a candidate: checks the answers, then times rounds when the parent asks.
import { performance } from 'node:perf_hooks'
import { type Handler, works } from './work.ts'

const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000, callbackWaitsForEmptyEventLoop: false }

interface RoundRequest {
  readonly work: string
  readonly iterations: number
}

/** One round's figures. */
export interface Round {
  /** Microseconds of wall time a request. */
  readonly microseconds: number
  /** Bytes allocated a request, as the heap's used size grew between collections; undefined without --expose-gc. */
  readonly heapBytes: number | undefined
}

const { handler } = (await import(process.argv[2] ?? '')) as { handler: Handler }

for (const work of works) {
  const result = await handler(work.event, context)
  if (!work.check(result))
    throw new Error(`${process.argv[2]} answers ${work.name} wrongly: ${JSON.stringify(result).slice(0, 300)}`)
}

process.on('message', async ({ work: name, iterations }: RoundRequest) => {
  const work = works.find((one) => one.name === name)
  if (!work) throw new Error(`There is no work named ${name}.`)
  globalThis.gc?.()
  const heap = process.memoryUsage().heapUsed
  const started = performance.now()
  for (let n = 0; n < iterations; n++) await handler(work.event, context)
  const milliseconds = performance.now() - started
  const heapBytes = globalThis.gc ? Math.max(0, process.memoryUsage().heapUsed - heap) / iterations : undefined
  process.send?.({ microseconds: (milliseconds * 1000) / iterations, heapBytes } satisfies Round)
})
process.send?.('ready')
