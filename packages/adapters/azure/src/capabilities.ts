import type { Capabilities } from '@rove/core/adapter'
import { deliveryLimits, deliverySupports } from './delivery-capabilities.ts'

const trigger = 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger'
const nodeGuide = 'https://learn.microsoft.com/azure/azure-functions/functions-reference-node'
const hostSource = 'https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc'
const librarySource = 'https://github.com/Azure/azure-functions-nodejs-library'

/** What Azure Functions (host 4.28 and later, Node.js, programming model v4) keeps, and where it ends. */
export const capabilities: Capabilities = {
  provider: 'azure',
  title: 'Azure Functions',
  supports: {
    'http.stream.response': {
      support: 'native',
      source: `${nodeGuide}#http-streams`,
      asOf: '2026-11',
      except: { 'http-buffered': { support: 'no', note: 'HTTP streams are off: the body is collected first.' } },
    },
    'http.stream.request': {
      support: 'native',
      note: 'Bodies of up to 64 KiB with a stated length are read in one piece.',
      source: `${nodeGuide}#http-streams`,
      asOf: '2026-11',
      except: { 'http-buffered': { support: 'no', note: 'HTTP streams are off: the body arrives in one piece.' } },
    },
    'http.cookies.multiple': {
      support: 'native',
      note: 'A cookie that the library would change (another encoding of the value, attributes such as Partitioned) is written past it.',
      source: `${librarySource}/blob/v4.x/src/http/httpProxy.ts`,
      asOf: '2026-11',
      except: {
        'http-buffered': {
          support: 'emulated',
          note: 'Every cookie arrives, percent-encoded by the host; of those that this changes, or whose attributes Azure does not know (Partitioned, Priority), one a response arrives as it is. Behind Static Web Apps only one may survive.',
        },
      },
    },
    'http.headers.repeated': {
      support: 'emulated',
      note: 'The host joins the values of a repeated header with a comma; two Cookie lines cannot be told from one.',
      source: `${hostSource}/MessageExtensions/GrpcMessageConversionExtensions.cs`,
      asOf: '2026-11',
    },
    'http.query.raw': {
      support: 'native',
      note: 'It is read from the URL; the query map of the host joins repeated parameters with a comma.',
      source: `${librarySource}/issues/168`,
      asOf: '2026-11',
    },
    'http.path.encoded': {
      support: 'emulated',
      note: 'The host decodes the path, all but %2F, and encodes it again: what need not be encoded arrives bare (%41 as A). Paths under /admin and /runtime never arrive without a route prefix, and / needs the app setting AzureWebJobsDisableHomepage.',
      source: 'https://github.com/Azure/azure-functions-host/issues/9290',
      asOf: '2026-11',
    },
    'http.body.any-method': {
      support: 'no',
      note: 'The library drops the body of GET and HEAD.',
      source: `${librarySource}/issues/458`,
      asOf: '2026-11',
    },
    'http.body.chunked': {
      support: 'native',
      source: `${hostSource}/MessageExtensions/GrpcMessageConversionExtensions.cs`,
      asOf: '2026-11',
      except: {
        'http-buffered': {
          support: 'no',
          note: 'Without HTTP streams the host drops a body that has no content-length.',
        },
      },
    },
    'http.client-ip': {
      support: 'native',
      note: 'x-azure-clientip behind Front Door, otherwise the entry that App Service appends to x-forwarded-for.',
      source: 'https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol',
      asOf: '2026-11',
    },
    'http.deadline': {
      support: 'emulated',
      note: 'Azure does not tell: it is derived from the 230 seconds of the front end and the app setting AzureFunctionsJobHost__functionTimeout.',
      source: `${trigger}#limits`,
      asOf: '2026-11',
    },
    'http.signal.disconnect': {
      support: 'emulated',
      note: 'Azure has no cancellation for Node.js; the signal follows the connection that the host forwards a streamed request on.',
      source: `${librarySource}/issues/273`,
      asOf: '2026-11',
      except: {
        'http-buffered': { support: 'no', note: 'Without HTTP streams nothing tells that the client has gone.' },
      },
    },
    'http.error.malformed-json': { support: 'native', source: `${nodeGuide}#http-request`, asOf: '2026-11' },
    'lifecycle.wait-until': {
      support: 'emulated',
      note: 'Azure does not wait for work after the answer: the answer is held back until the work is done, a streamed one at its end.',
      source: `${nodeGuide}#invocation-context`,
      asOf: '2026-11',
    },
    'lifecycle.shutdown': {
      support: 'native',
      note: 'In the appTerminate hook, when the host ends the worker in good order.',
      source: `${nodeGuide}#hooks`,
      asOf: '2026-11',
    },
    ...deliverySupports,
  },
  limits: {
    'http.request.body': {
      value: 104_857_600,
      unit: 'bytes',
      source: `${trigger}#limits`,
      asOf: '2026-11',
      verified: true,
    },
    ...deliveryLimits,
    'http.timeout': { value: 230, unit: 'seconds', source: `${trigger}#limits`, asOf: '2026-11', verified: true },
  },
}
