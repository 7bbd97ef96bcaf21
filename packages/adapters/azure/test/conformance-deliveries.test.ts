import { builtHarness } from '@rove/conformance'
import { conformance } from '@rove/conformance/vitest'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import type { QueueService } from '../src/services.ts'
import { createTarget } from '../src/target/index.ts'

const queues = (service: QueueService): Record<string, QueueService> =>
  Object.fromEntries(['jobs', 'checked', 'lane', 'slow'].map((name) => [name, service]))

const serviceBus = createTarget({
  adapt: {
    services: {
      queue: queues('service-bus'),
      topic: { news: 'service-bus', bulletin: 'service-bus' },
      kv: { records: 'cosmos-db-all-versions' },
    },
  },
})
conformance(
  builtHarness({
    name: 'azure Service Bus',
    capabilities,
    target: serviceBus,
    start,
    codecs: { message: 'service-bus', ordered: 'service-bus', event: 'service-bus' },
  }),
  ['messages', 'events'],
)
conformance(
  builtHarness({
    name: 'azure Event Grid schema',
    capabilities,
    target: createTarget(),
    start,
    via: { event: 'event-grid-schema' },
  }),
  ['events'],
)
for (const service of ['event-hubs', 'kafka'] as const) {
  const target = createTarget({ adapt: { services: { queue: queues(service) } } })
  const codecs = { message: service, ordered: service }
  conformance(builtHarness({ name: `azure ${service}`, capabilities, target, start, codecs }), ['messages'])
}
