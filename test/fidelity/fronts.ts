import { capabilities as aws } from '@rove/aws'
import { type AwsHostOptions, start as startAws } from '@rove/aws/host'
import { createTarget } from '@rove/aws/target'
import { capabilities as azure } from '@rove/azure'
import { start as startAzure } from '@rove/azure/host'
import { target as azureTarget } from '@rove/azure/target'
import type { BuiltHarness } from '@rove/conformance'
import { capabilities as gcp } from '@rove/gcp'
import { start as startGcp } from '@rove/gcp/host'
import { target as gcpTarget } from '@rove/gcp/target'
import type { FrontId } from './peer.ts'

/** A front: its host, what the provider keeps behind it, and the files of its artefact. */
export interface Front extends Omit<BuiltHarness, 'name'> {
  readonly title: string
}

const onAws = (title: string, codec: string, options: Pick<AwsHostOptions, 'front' | 'invokeMode'>): Front => ({
  title,
  capabilities: aws,
  codec,
  supports: options.invokeMode === 'RESPONSE_STREAM' ? {} : { 'http.stream.response': 'no' },
  target: createTarget(),
  start: (given) => startAws({ ...given, ...options }),
})

const onAzure: Front = {
  title: 'Azure Functions, streams on',
  capabilities: azure,
  target: azureTarget,
  start: startAzure,
}

/** The fronts, each with the capabilities and limits that its adapter's own conformance tests have. */
export const fronts: Readonly<Record<FrontId, Front>> = {
  'aws-url': onAws('Lambda function URL', 'http-v2', { front: 'function-url' }),
  'aws-url-streamed': onAws('Lambda function URL, RESPONSE_STREAM', 'http-v2', { invokeMode: 'RESPONSE_STREAM' }),
  'aws-rest': onAws('API Gateway REST API', 'rest-v1', { front: 'rest-api' }),
  azure: { ...onAzure, title: 'Azure Functions', codec: 'http-buffered' },
  'azure-streamed': onAzure,
  gcp: {
    title: 'Google Cloud Functions',
    capabilities: gcp,
    limits: { 'http.response.stream': 64_000_000 },
    target: gcpTarget,
    start: startGcp,
  },
}
