import { createTarget } from '@rove/aws/target'
import { target as azure } from '@rove/azure/target'
import type { Target } from '@rove/core/adapter'
import { target as gcp } from '@rove/gcp/target'
import type { Peer, Setup } from '../peer.ts'

const own = (target: Target, options: string, change = (entry: string): string => entry): Setup => ({
  entry: (app) => change(target.entry({ appModule: JSON.parse(app) as string, name: 'conformance' })),
  options,
})
const aws = own(createTarget(), 'adapt(app)')
const noStream = (entry: string): string => entry.replace('adapt(app)', 'adapt(app, { stream: false })')

/** Rove's own adapters, on the same fronts and with the same cases. */
export const rove: Peer = {
  id: 'rove',
  title: 'Rove',
  package: '@rove/core',
  mounting: 'rove',
  documentation: 'design.md',
  setups: {
    'aws-url': aws,
    'aws-url-streamed': own(createTarget({ stream: true }), 'adapt(app, { stream: true })'),
    'aws-rest': aws,
    azure: own(azure, 'adapt(app, { stream: false })', noStream),
    'azure-streamed': own(azure, 'adapt(app)'),
    gcp: own(gcp, 'adapt(app)'),
  },
}
