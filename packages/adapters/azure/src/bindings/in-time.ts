/**
 * Makes a call that is aborted when it takes too long: Azure's clients wait without end for a service that takes no
 * connection, or says nothing.
 *
 * @param milliseconds until the answer is there; what is read of a stream afterwards is not counted
 * @throws DOMException `TimeoutError`
 */
export async function inTime<T>(milliseconds: number, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const over = (): void => {
    controller.abort(new DOMException(`There was no answer in ${milliseconds / 1000} seconds.`, 'TimeoutError'))
  }
  const timer = setTimeout(over, milliseconds)
  try {
    return await call(controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    clearTimeout(timer)
  }
}
