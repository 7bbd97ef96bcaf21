import type { Answer, Handled } from '@rove/core/adapter'
import { endResponse, failResponse, sendAnswer, writeBody, writeHead } from '@rove/core/node'
import type { GcpResponse } from './codecs/http.ts'

/**
 * Sends an answer and keeps the request open until the work given to `waitUntil` is done: Cloud Run takes the CPU away
 * once no request is open (https://cloud.google.com/run/docs/configuring/billing-settings). With a content-length the
 * response would be complete with its last byte, so while work is pending the body goes out in full, but chunked, and
 * its end is held back.
 */
export async function send(response: GcpResponse, { result: answer, settled }: Handled<Answer>): Promise<void> {
  try {
    if (answer.body !== null && typeof answer.body === 'object' && !(answer.body instanceof Uint8Array)) {
      await sendStream(response, answer, settled)
      return
    }
    const settling = settled()
    if (!(await isSettled(settling))) await hold(response, answer, settling)
    else await sendAnswer(response, answer)
  } catch (error) {
    console.error(JSON.stringify({ severity: 'ERROR', message: `The answer could not be sent: ${String(error)}` }))
    failResponse(response)
  }
}

async function sendStream(response: GcpResponse, answer: Answer, settled: () => Promise<void>): Promise<void> {
  writeHead(response, answer)
  response.flushHeaders()
  // A failure was logged by the pipeline; the client must see a broken transfer.
  const complete = await writeBody(response, answer.body).then(
    () => true,
    () => false,
  )
  await settled()
  if (complete) await endResponse(response)
  else response.destroy()
}

async function hold(response: GcpResponse, answer: Answer, settling: Promise<void>): Promise<void> {
  writeHead(response, answer)
  const isOverWithHead = response.req.method === 'HEAD' || answer.status === 204 || answer.status === 304
  if (!isOverWithHead) {
    response.removeHeader('content-length')
    response.flushHeaders()
    if (answer.body !== '') await writeBody(response, answer.body)
  }
  await settling
  await endResponse(response)
}

// A promise that has nothing to wait for is settled before the next tick.
function isSettled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => process.nextTick(resolve, false))])
}
