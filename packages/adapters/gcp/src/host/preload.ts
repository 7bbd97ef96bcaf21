// Runs in the framework's process before it. The framework can only listen on all interfaces, and does not tell a
// caller which port it got; so the first server is put on loopback and reports its port to the host, a turn later: then
// the framework has its signal listeners in place.
const source = `
import net from 'node:net'
const listen = net.Server.prototype.listen
let reported = false
const report = (port) => process.send({ port }, () => process.disconnect())
net.Server.prototype.listen = function (...args) {
  const isPort = typeof args[0] === 'number' || (typeof args[0] === 'string' && /^[0-9]+$/.test(args[0]))
  if (!isPort) return listen.apply(this, args)
  if (!reported) {
    reported = true
    this.once('listening', () => setImmediate(report, this.address().port))
  }
  const callback = args.find((one) => typeof one === 'function')
  return listen.call(this, { port: Number(args[0]), host: '127.0.0.1' }, callback)
}
`

/** What `--import` is given. */
export const preload: string = `data:text/javascript,${encodeURIComponent(source)}`
