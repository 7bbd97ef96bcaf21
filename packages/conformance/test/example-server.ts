// Bundled by the test of the example: the server that a user of the kit has.
import { startPlainHost } from './plain-host.ts'

const { TIMEOUT, ...env } = process.env as Record<string, string>
const host = await startPlainHost({ timeout: Number(TIMEOUT), env })
let shown = 0
const show = (): void => {
  for (; shown < host.logs().length; shown += 1) process.stdout.write(`${host.logs()[shown]}\n`)
}
setInterval(show, 20)
process.once('SIGTERM', async () => {
  await host.stop()
  show()
  process.exit(0)
})
process.send?.(new URL(host.url).port)
