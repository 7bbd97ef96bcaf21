// Builds every package. `npm run build` also writes the type declarations; `npm start` and `npm test` do without.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, tool } from './run.mjs'

const stamp = `${root}/.rove/build`

/** The folders of the packages, core first. */
export const packages = [
  'packages/core',
  ...readdirSync(`${root}/packages/adapters`).map((name) => `packages/adapters/${name}`),
  'packages/cli',
  'packages/conformance',
  'packages/postgres',
]

/** Builds what changed since the last build; with types when asked. */
export async function build({ types }) {
  const state = `${types ? 'types' : 'code'} ${hashOfSources()}`
  if (isBuilt(state, types)) return
  console.log(`Building ${packages.length} packages${types ? ' with types' : ''} …`)
  const waiting = [...packages]
  const worker = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) await buildPackage(folder, types)
  }
  await Promise.all([worker(), worker()])
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, state)
}

async function buildPackage(folder, types) {
  const code = await tool('tsup/dist/cli-default.js', ['--config', `${root}/tsup.config.ts`, '--silent'], {
    cwd: `${root}/${folder}`,
    env: { ROVE_BUILD_TYPES: types ? 'yes' : 'no' },
  })
  if (code !== 0) throw new Error(`${folder} did not build.`)
}

function isBuilt(state, types) {
  if (!existsSync(stamp) || !packages.every((folder) => existsSync(`${root}/${folder}/dist`))) return false
  const built = readFileSync(stamp, 'utf8')
  return built === state || (!types && built === state.replace(/^code/, 'types'))
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(`${root}/tsup.config.ts`))
  for (const folder of packages) {
    hash.update(readFileSync(`${root}/${folder}/package.json`))
    for (const path of filesBelow(`${root}/${folder}/src`)) hash.update(path).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort()
}

if (process.argv[1]?.endsWith('build.mjs')) {
  const { setup } = await import('./setup.mjs')
  await setup()
  await build({ types: true })
}
