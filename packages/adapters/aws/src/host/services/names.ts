/** The region of everything that the services of this host deliver. */
export const region = 'us-east-1'

/** The account of everything that the services of this host deliver. */
export const account = '123456789012'

/** The ARN of a resource: `toArn('sqs', 'shipments')` is `arn:aws:sqs:us-east-1:123456789012:shipments`. */
export function toArn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`
}
