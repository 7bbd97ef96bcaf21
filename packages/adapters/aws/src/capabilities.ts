import type { Capabilities } from '@rove/core'
import { deliveryLimits, deliverySupports } from './delivery-capabilities.ts'

const asOf = '2026-11'
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg'
const apiGateway = 'https://docs.aws.amazon.com/apigateway/latest/developerguide'
const latticeDocument = 'https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html'
const albDocument = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html'
const cloudFront = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide'
const noStream = (whose: string, source: string) =>
  ({ support: 'no', note: `${whose} takes the answer in one piece.`, source }) as const
const mapped = (note: string, source: string) => ({ support: 'emulated', note, source }) as const

/** What AWS Lambda keeps of the portable contract, behind each source of events, and its limits. */
export const capabilities: Capabilities = {
  provider: 'aws',
  title: 'AWS Lambda',
  supports: {
    'http.stream.response': {
      support: 'native',
      note: 'With adapt(app, { stream: true }), behind a function URL (RESPONSE_STREAM) or a REST API (transfer mode STREAM). An HTTP API sends the same events and takes no stream.',
      source: `${lambda}/configuration-response-streaming.html`,
      asOf,
      except: {
        alb: noStream('An Application Load Balancer', albDocument),
        edge: noStream('Lambda@Edge', `${cloudFront}/lambda-generating-http-responses.html`),
        'lattice-v1': noStream('VPC Lattice', latticeDocument),
        'lattice-v2': noStream('VPC Lattice', latticeDocument),
      },
    },
    'http.stream.request': {
      support: 'no',
      note: 'An event carries the whole body.',
      source: `${lambda}/gettingstarted-limits.html`,
      asOf,
    },
    'http.cookies.multiple': {
      support: 'native',
      source: `${apiGateway}/http-api-develop-integrations-lambda.html`,
      asOf,
      except: {
        alb: mapped(
          'Without lambda.multi_value_headers.enabled, each further Set-Cookie goes out under another spelling of its name (set-cookie, Set-cookie …), because the answer is a map of single values.',
          'https://github.com/Kludex/mangum/issues/185',
        ),
        'lattice-v1': {
          support: 'no',
          note: 'VPC Lattice takes one value a header; several cookies are refused with 501.',
          source: latticeDocument,
        },
        'lattice-v2': {
          support: 'no',
          note: 'VPC Lattice takes one value a header; several cookies are refused with 501.',
          source: latticeDocument,
        },
      },
    },
    'http.headers.repeated': {
      support: 'native',
      note: 'HTTP APIs, function URLs and Lattice V1 join the values with commas.',
      source: `${apiGateway}/http-api-develop-integrations-lambda.html`,
      asOf,
      except: {
        alb: {
          support: 'no',
          note: 'Without lambda.multi_value_headers.enabled only the last value arrives.',
          source: albDocument,
        },
        'lattice-v1': mapped('The values are joined with commas, those of Cookie too.', latticeDocument),
      },
    },
    'http.query.raw': {
      support: 'native',
      source: `${apiGateway}/http-api-develop-integrations-lambda.html`,
      asOf,
      except: {
        'rest-v1': mapped(
          'The query arrives decoded, as a map: it is encoded again, values of one key stay together, and ?key becomes ?key=.',
          `${apiGateway}/set-up-lambda-proxy-integrations.html`,
        ),
        alb: mapped(
          'The query arrives as a map: values of one key stay together, ?key becomes ?key=, and without lambda.multi_value_headers.enabled only the last value of a key arrives.',
          albDocument,
        ),
      },
    },
    'http.path.encoded': {
      support: 'native',
      note: 'An HTTP API decodes the path once, so /a%2Fb arrives as /a/b; a function URL passes it on as it was sent.',
      source: `${apiGateway}/http-api-develop-integrations-lambda.html`,
      asOf,
    },
    'http.body.any-method': {
      support: 'native',
      source: `${lambda}/urls-invocation.html`,
      asOf,
      except: {
        edge: {
          support: 'no',
          note: 'CloudFront refuses a GET with a body, and passes bodies on only with "include body", up to 40 KB (viewer request) or 1 MB (origin request).',
          source: `${cloudFront}/RequestAndResponseBehaviorCustomOrigin.html`,
        },
      },
    },
    'http.body.chunked': { support: 'native', source: `${lambda}/urls-invocation.html`, asOf },
    'http.client-ip': {
      support: 'native',
      note: 'From requestContext; behind a load balancer or VPC Lattice, the last address of X-Forwarded-For.',
      source: `${lambda}/urls-invocation.html`,
      asOf,
    },
    'http.deadline': { support: 'native', source: `${lambda}/nodejs-context.html`, asOf },
    'http.signal.disconnect': {
      support: 'no',
      note: 'Lambda does not tell a function that the client has gone; the signal aborts at the deadline only.',
      source: `${lambda}/configuration-response-streaming.html`,
      asOf,
    },
    'http.error.malformed-json': { support: 'native', source: `${lambda}/urls-invocation.html`, asOf },
    'lifecycle.wait-until': {
      support: 'emulated',
      note: 'The handler ends when the work has; an answer in one piece waits for it, a streamed one does not.',
      source: `${lambda}/lambda-runtime-environment.html`,
      asOf,
    },
    'lifecycle.shutdown': {
      support: 'no',
      note: 'Lambda sends SIGTERM only to functions that have an extension.',
      source: `${lambda}/lambda-runtime-environment.html#runtimes-lifecycle-shutdown`,
      asOf,
    },
    ...deliverySupports,
  },
  limits: {
    'http.request.body': {
      value: 6_291_456,
      unit: 'bytes',
      source: `${lambda}/gettingstarted-limits.html`,
      asOf,
      verified: true,
    },
    'http.response.body': {
      value: 6_291_556,
      unit: 'bytes',
      source: 'https://github.com/DataBiosphere/azul/issues/8258',
      asOf,
      verified: true,
    },
    'http.response.stream': {
      value: 209_715_200,
      unit: 'bytes',
      source: `${lambda}/configuration-response-streaming.html`,
      asOf,
      verified: false,
    },
    'http.timeout': {
      value: 900,
      unit: 'seconds',
      source: `${lambda}/gettingstarted-limits.html`,
      asOf,
      verified: true,
    },
    ...deliveryLimits,
  },
}
