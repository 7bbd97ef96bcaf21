#!/usr/bin/env node
import { exitCodes } from './program/exit-code.ts'
import { runProgram } from './program/program.ts'

// What a harness prints in this process must not get between the lines of a report on standard output.
const print = process.stdout.write.bind(process.stdout)
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write

// A harness that ends this process, or leaves it nothing to wait for, has proved nothing.
let code: number | undefined
process.once('exit', () => {
  if (code !== undefined) return
  process.exitCode = exitCodes.wrongUse
  console.error('The process was ended while the suite ran; nothing was proved.')
})

const ended = new AbortController()
const end = (): void => {
  // The second one does not wait for what was started to stop.
  if (ended.signal.aborted) {
    code = exitCodes.interrupted
    process.exit(code)
  }
  ended.abort()
}
process.on('SIGINT', end).on('SIGTERM', end)

const pending: Promise<unknown>[] = []
const output = {
  out: (text: string) => void pending.push(new Promise((resolve) => print(text, resolve))),
  error: (text: string) => void process.stderr.write(text),
}
const result: number = await runProgram(process.argv.slice(2), output, ended.signal)
await Promise.all(pending)
code = result
// What a harness left open in this process would keep it for ever.
process.exit(code)
