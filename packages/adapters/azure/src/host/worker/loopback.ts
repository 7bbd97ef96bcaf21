import { Server } from 'node:net'

/** Keeps servers that name no address, as the library's does, on 127.0.0.1: a host on this machine is nobody else's. */
export function keepOnLoopback(): void {
  const { listen } = Server.prototype
  Server.prototype.listen = function listenOnLoopback(this: Server, ...parameters: unknown[]) {
    const callback = parameters.find((one) => typeof one === 'function') as (() => void) | undefined
    const [first, second] = parameters
    const port = typeof first === 'number' ? first : 0
    const namesAddress =
      typeof second === 'string' || (first !== undefined && typeof first !== 'number' && first !== callback)
    if (namesAddress) return Reflect.apply(listen, this, parameters)
    return Reflect.apply(listen, this, [{ port, host: '127.0.0.1' }, ...(callback ? [callback] : [])])
  } as typeof listen
}
