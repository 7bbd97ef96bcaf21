import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'

/** Milliseconds from starting `node` with a script until it has ended. */
export async function timeProcess(script: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`${script} ended with ${code}.`)
  return performance.now() - started
}
