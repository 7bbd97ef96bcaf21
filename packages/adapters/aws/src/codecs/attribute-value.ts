import { type Fields, isObject } from './shape.ts'

/**
 * A value of DynamoDB as a plain JSON value: numbers that JavaScript holds exactly are numbers, all others stay text
 * (whole numbers beyond 2^53 - 1 too); binary stays base64; sets are lists. What is no value of DynamoDB stays as it is.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
export function toPlain(value: unknown): unknown {
  if (!isObject(value)) return value
  const [[type, content] = [undefined, undefined], ...more] = Object.entries(value)
  if (more.length > 0) return value
  switch (type) {
    case 'S':
    case 'B':
    case 'BOOL':
      return content
    case 'N':
      return toNumber(content)
    case 'NULL':
      return null
    case 'M':
      return isObject(content) ? toPlainObject(content) : content
    case 'L':
      return Array.isArray(content) ? content.map(toPlain) : content
    case 'SS':
    case 'BS':
      return content
    case 'NS':
      return Array.isArray(content) ? content.map(toNumber) : content
    default:
      return value
  }
}

/** An item of DynamoDB as a plain JSON object. */
export function toPlainObject(item: Fields): Fields {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toPlain(value)]))
}

function toNumber(content: unknown): unknown {
  if (typeof content !== 'string') return content
  const number = Number(content)
  const significant = digitsOf(content)
  if (significant === undefined || !Number.isFinite(number)) return content
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return content
  return significant === digitsOf(String(number)) ? number : content
}

// Sign, digits without zeros around them, and power of ten: the same for `1.50` and `15E-1`.
function digitsOf(text: string): string | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text)
  if (!parts || !/\d/.test(text)) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign === '-' ? '-' : ''}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}
