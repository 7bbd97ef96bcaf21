import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { freePort } from '@rove/core/host'
import pg, { type Pool, type PoolConfig } from 'pg'

/** A PostgreSQL server of its own, on a free port of this machine. */
export interface Postgres {
  readonly port: number
  /** How it is reached. */
  readonly connection: PoolConfig
  /** A pool; it is ended with the server. */
  pool(config?: PoolConfig): Pool
  /** Ends the server's processes at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on its data. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** Whether PostgreSQL is installed; says what is skipped when it is not. */
export function hasPostgres(what: string): boolean {
  if (findPrograms() !== undefined) return true
  console.warn(
    `SKIPPED: PostgreSQL: ${what}, because postgres and initdb are not installed; to get them: apt-get install postgresql`,
  )
  return false
}

/** Makes a database cluster in a folder of its own, and starts it. */
export async function startPostgres(): Promise<Postgres> {
  const programs = findPrograms() ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'rove-postgres-'))
  const data = join(folder, 'data')
  // The server refuses to be root's.
  const owner = process.getuid?.() === 0 ? idsOf('postgres') : undefined
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const options = { cwd: folder, ...owner }
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'rove', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '-N'],
    { ...options, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const connection = { host: '127.0.0.1', port, user: 'rove', database: 'postgres' }
  const pools: Pool[] = []
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    server = spawnServer(
      [join(programs, 'postgres'), '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      options,
    )
    await untilUp(connection)
  }
  const kill = async (): Promise<void> => {
    server?.stdin?.end()
    await untilDown(connection)
  }
  await start()
  return {
    port,
    connection,
    pool(config) {
      const pool = new pg.Pool({ ...connection, max: 20, ...config })
      pool.on('error', () => {})
      pools.push(pool)
      return pool
    },
    kill,
    start,
    async stop() {
      // A test that failed may still hold a connection: its pool never ends, but nobody waits for that.
      for (const pool of pools) if (!pool.ended) pool.end().catch(() => {})
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Opens the driver of a resource. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  { ordered = false, env = {} }: { readonly ordered?: boolean; readonly env?: Record<string, string> } = {},
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered, env })
}

/**
 * When this process ends, however it does, the shell's input ends too, and the shell ends its whole group: the server with
 * all its processes. After a kill the server refuses to start as long as one of its processes is still ending.
 */
function spawnServer(command: string[], options: { cwd: string; uid?: number; gid?: number }): ChildProcess {
  const script = 'until "$@"; do sleep 0.1; done & read -r _; kill -9 0'
  return spawn('sh', ['-c', script, 'sh', ...command], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
}

async function untilUp(connection: PoolConfig): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    if (await answers(connection)) return
    if (tries === 300) throw new Error('postgres did not come up in 30 s.')
    await delay(100)
  }
}

async function untilDown(connection: PoolConfig): Promise<void> {
  for (let tries = 0; tries < 100 && (await answers(connection)); tries += 1) await delay(50)
}

async function answers(connection: PoolConfig): Promise<boolean> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** The folder of `initdb` and `postgres`: on the path, or where Debian puts them. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const debian = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []
  const path = (process.env.PATH ?? '').split(':')
  return [...debian.sort().reverse(), ...path]
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
    .map((folder) => dirname(realpathSync(join(folder, 'postgres'))))[0]
}

function idsOf(user: string): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }))
  // 65534 is nobody.
  return { uid: Number(uid?.stdout || 65534), gid: Number(gid?.stdout || 65534) }
}
