// Installs what the repository needs, once per lockfile: the first `npm start` or `npm test` on a fresh clone does it.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { must, root, run } from './run.mjs'

// The real Lambda runtime client. It compiles a native part, so it is no dependency of anything that is published, and
// it declares Node 22 although it runs on Node 20: npm would leave it out silently if it were an optional dependency.
const runtimeClient = 'aws-lambda-ric@4.0.2'
const stamp = `${root}/node_modules/.rove-setup`

export async function setup() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.log('Installing dependencies (npm ci) …')
  await must('npm', ['ci'])
  await installRuntimeClient()
  writeFileSync(stamp, lock)
}

async function installRuntimeClient() {
  console.log(`Installing ${runtimeClient}; its native part is compiled, which takes one to two minutes …`)
  const code = await run('npm', ['install', '--no-save', '--loglevel=error', runtimeClient])
  if (code === 0) return
  console.log(
    `SKIPPED: ${runtimeClient} could not be installed, so Lambda runs on a SIMULATED runtime. To get the real one, install cmake, make, a C++ compiler and python3, and run: npm install --no-save ${runtimeClient}`,
  )
}
