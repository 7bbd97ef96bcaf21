/** Fields that speak of one connection; a proxy never passes them on. In lower case. Source: RFC 9110, 7.6.1. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
