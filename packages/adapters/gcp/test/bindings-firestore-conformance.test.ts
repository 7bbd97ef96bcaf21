import { Firestore } from '@google-cloud/firestore'
import { kvSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { firestore } from '../src/bindings/firestore.ts'
import { firestoreCapabilities } from '../src/bindings/firestore-capabilities.ts'
import { impatientFirestore, soonAgain } from './faults.fixture.ts'
import { type Emulator, hasFirestore, openNative, startFirestore } from './firestore-emulator.fixture.ts'

describe.skipIf(!hasFirestore('the suite of Firestore'))('stores', () => {
  let emulator: Emulator
  const open = () =>
    openNative(firestore(), 'conformance', { GOOGLE_CLOUD_PROJECT: 'demo', FIRESTORE_EMULATOR_HOST: emulator.host })

  beforeAll(async () => {
    emulator = await startFirestore()
  }, 60_000)
  afterAll(() => emulator.stop())

  kvSuite({
    name: 'firestore on its emulator',
    capabilities: firestoreCapabilities,
    open: async () => open(),
    reopen: async () => open(),
    faults: {
      endpoint: () => `http://${emulator.host}`,
      async openThrough(endpoint) {
        const own = new Firestore({ projectId: 'demo', host: new URL(endpoint).host, ssl: false, ...soonAgain })
        const driver = openNative(firestore({ client: impatientFirestore(own) }), 'conformance')
        return { ...driver, close: () => own.terminate() }
      },
    },
  })
})
