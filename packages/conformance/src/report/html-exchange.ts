import type { DeliveryExchange, Exchange, RequestExchange, ShownBody, ShownNative } from './exchange.ts'
import { html, type Markup } from './markup.ts'

/** An exchange as it went over the wire, nearly: what was sent, and what came. */
export function showExchange(exchange: Exchange): Markup {
  return exchange.kind === 'request' ? showRequest(exchange) : showDelivery(exchange)
}

function showRequest({ method, target, headers, body, status, answerHeaders, answer, error }: RequestExchange): Markup {
  const sent = [`${method} ${target}`, ...headers.map(toField)].join('\n')
  const head = [status === undefined ? 'no answer' : String(status), ...(answerHeaders ?? []).map(toField)].join('\n')
  return html`<div class="pair"><div><h4>sent</h4><pre>${sent}</pre>${showBody(body)}</div>
<div><h4>received</h4><pre>${head}</pre>${showBody(answer)}${showError(error)}</div></div>`
}

function showDelivery({ trigger, to, via, items, delivered, error }: DeliveryExchange): Markup {
  const what = `${trigger} to ${to}${via === undefined ? '' : ` via ${via}`}`
  const became = delivered === undefined ? 'nothing came back' : JSON.stringify(delivered, undefined, 1)
  return html`<div class="pair"><div><h4>delivered: ${what}</h4>${showBody(items)}</div>
<div><h4>became</h4><pre>${became}</pre>${showError(error)}</div></div>`
}

/** A native event, and what the runtime gave back. */
export function showNative({ event, result, error }: ShownNative): Markup {
  return html`<div class="pair"><div><h4>native event</h4>${showBody(event)}</div>
<div><h4>native result</h4>${showBody(result)}${showError(error)}</div></div>`
}

function showBody(body: ShownBody | undefined): Markup {
  if (body === undefined) return html``
  const what = `${body.size} bytes${body.encoding === 'base64' ? ', as base64' : ''}${body.cut ? ', the beginning' : ''}`
  return html`<p class="size">${what}</p><pre>${body.text}</pre>`
}

function showError(error: string | undefined): Markup {
  return error === undefined ? html`` : html`<p class="reason">${error}</p>`
}

// A header that a harness made up may be anything.
function toField(field: readonly [name: string, value: string]): string {
  return Array.isArray(field) ? field.join(': ') : String(field)
}
