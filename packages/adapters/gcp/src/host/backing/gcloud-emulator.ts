import { spawnSync } from 'node:child_process'
import { freePort, type Group, isAnswering, startGroup } from '@rove/core/host'

/** The emulators of the Google Cloud SDK that are used here, with the components that they are in. */
const components = { pubsub: 'pubsub-emulator', firestore: 'cloud-firestore-emulator' } as const

/** The name of an emulator: `gcloud beta emulators <name> start`. */
export type EmulatorName = keyof typeof components

/** An emulator, running on a free port of this machine, for the project `demo`. */
export interface Emulator extends Group {
  /** `127.0.0.1:8085` */
  readonly host: string
}

/** What is not there for an emulator, and how to get it; undefined when it can be started. */
export function missingEmulator(name: EmulatorName): string | undefined {
  const { status, stdout } = spawnSync('gcloud', ['version', '--format=json'], { encoding: 'utf8' })
  if (status !== 0) return 'gcloud is not installed (https://cloud.google.com/sdk/docs/install)'
  const component = components[name]
  const isThere = stdout.includes(`"${component}"`) && stdout.includes('"beta"')
  return isThere ? undefined : `its emulator is not installed (gcloud components install beta ${component})`
}

/** Starts an emulator. `gcloud` starts a Java program that does not end with it. */
export async function startEmulator(name: EmulatorName): Promise<Emulator> {
  const host = `127.0.0.1:${await freePort()}`
  const group = await startGroup({
    name: `The emulator of ${name}`,
    command: 'gcloud',
    args: ['beta', 'emulators', name, 'start', `--host-port=${host}`, '--project=demo', '--quiet'],
    isReady: () => isAnswering(`http://${host}`),
  })
  return { host, stop: () => group.stop() }
}
