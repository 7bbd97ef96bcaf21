import type { Progress } from './run-all.ts'

/** Shows on one line of a terminal how far a run is; elsewhere nothing. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #failed = 0

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  show({ harness, report, done, total }: Progress): void {
    if (!this.#stream.isTTY) return
    if (done === 1) this.#failed = 0
    if (report.outcome === 'failed') this.#failed += 1
    const line = `${harness}: ${done} of ${total}, ${this.#failed} failed  ${report.id}`
    this.#stream.write(`\r\x1b[K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`)
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K')
  }
}
