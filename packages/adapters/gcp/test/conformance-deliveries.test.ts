import { builtHarness } from '@rove/conformance'
import { conformance, deliveryGroups } from '@rove/conformance/vitest'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'

const gcp = { capabilities, target, start }
const eventarc = { message: 'eventarc', event: 'eventarc', schedule: 'scheduler-pubsub', object: 'pubsub' } as const
// Eventarc's events are CloudEvents; what comes over a topic of Pub/Sub is a push of it.
const codecs = { message: 'cloud-event', event: 'cloud-event', schedule: 'pubsub-push', object: 'pubsub-push' } as const

conformance(builtHarness({ name: 'gcp Eventarc', ...gcp, via: eventarc, codecs }), deliveryGroups)
conformance(builtHarness({ name: 'gcp Cloud Tasks', ...gcp, via: { message: 'cloud-tasks' } }), ['messages'])
