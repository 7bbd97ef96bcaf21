// Events written from the providers' documents; each builder takes what a test changes.
type Fields = Record<string, unknown>

/** Payload 2.0, from https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpV2Event(fields: Fields = {}, context: Fields = {}): Fields {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders',
    rawQueryString: '',
    headers: { host: 'api.example.com', 'x-forwarded-proto': 'https', accept: '*/*' },
    requestContext: {
      domainName: 'abc.execute-api.us-east-1.amazonaws.com',
      stage: '$default',
      http: { method: 'GET', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      ...context,
    },
    isBase64Encoded: false,
    ...fields,
  }
}

/** A REST proxy event, from https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function restV1Event(fields: Fields = {}, context: Fields = {}): Fields {
  return {
    resource: '/{proxy+}',
    path: '/orders',
    httpMethod: 'GET',
    headers: { Host: 'api.example.com', 'X-Forwarded-Proto': 'https' },
    multiValueHeaders: { Host: ['api.example.com'], 'X-Forwarded-Proto': ['https'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: 'orders' },
    stageVariables: null,
    requestContext: {
      path: '/prod/orders',
      stage: 'prod',
      domainName: 'abc.execute-api.us-east-1.amazonaws.com',
      identity: { sourceIp: '203.0.113.7' },
      ...context,
    },
    body: null,
    isBase64Encoded: false,
    ...fields,
  }
}

/** A load balancer's event, from https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
export function albEvent(fields: Fields = {}): Fields {
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1' } },
    httpMethod: 'GET',
    path: '/orders',
    queryStringParameters: {},
    headers: { host: 'lb.example.com', 'x-forwarded-for': '198.51.100.9, 203.0.113.7', 'x-forwarded-proto': 'http' },
    body: '',
    isBase64Encoded: false,
    ...fields,
  }
}

/** The same with `lambda.multi_value_headers.enabled`. */
export function albMultiEvent(fields: Fields = {}): Fields {
  const { headers: _headers, queryStringParameters: _query, ...rest } = albEvent()
  return {
    ...rest,
    multiValueQueryStringParameters: {},
    multiValueHeaders: { host: ['lb.example.com'], 'x-forwarded-for': ['203.0.113.7'], 'x-forwarded-proto': ['https'] },
    ...fields,
  }
}

/** A Lambda@Edge request, from https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
export function edgeEvent(request: Fields = {}, config: Fields = {}): Fields {
  return {
    Records: [
      {
        cf: {
          config: { distributionDomainName: 'd1.cloudfront.net', eventType: 'viewer-request', ...config },
          request: {
            clientIp: '203.0.113.7',
            method: 'GET',
            uri: '/orders',
            querystring: '',
            headers: { host: [{ key: 'Host', value: 'cdn.example.com' }] },
            ...request,
          },
        },
      },
    ],
  }
}

/** VPC Lattice, from https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html */
export function latticeV1Event(fields: Fields = {}): Fields {
  return {
    raw_path: '/orders',
    method: 'GET',
    headers: { host: 'svc.example.com', 'x-forwarded-for': '10.0.0.7' },
    query_string_parameters: {},
    body: '',
    is_base64_encoded: false,
    ...fields,
  }
}

/** Event structure V2 of the same document. */
export function latticeV2Event(fields: Fields = {}): Fields {
  return {
    version: '2.0',
    path: '/orders',
    method: 'GET',
    headers: { host: ['svc.example.com'], 'x-forwarded-for': ['10.0.0.7'], 'x-forwarded-proto': ['https'] },
    queryStringParameters: {},
    body: '',
    isBase64Encoded: false,
    requestContext: { serviceArn: 'arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-1' },
    ...fields,
  }
}

/** Each of the shapes, plain. */
export const everyShape: Readonly<Record<string, () => Fields>> = {
  'http-v2': () => httpV2Event(),
  'rest-v1': () => restV1Event(),
  alb: () => albEvent(),
  'alb with lists': () => albMultiEvent(),
  edge: () => edgeEvent(),
  'lattice-v1': () => latticeV1Event(),
  'lattice-v2': () => latticeV2Event(),
}
