import type { Order } from './orders.ts'

/** The shop as a page that needs nothing but a browser. */
export function page(orders: readonly Order[]): string {
  const rows = orders.map(
    (order) => `<tr><td>${toHtml(order.id)}</td><td>${toHtml(order.item)}</td><td>${order.quantity}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The shop</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .4rem; border-bottom: 1px solid #ddd }
  form { display: flex; gap: .5rem; margin: 1.5rem 0; flex-wrap: wrap } input, button { font: inherit; padding: .4rem .6rem }
  input[name=item] { flex: 1 } #answer { white-space: pre-wrap; color: #555 }
</style>
<h1>The shop</h1>
<p>One handler file, answering here from whichever cloud served this page.</p>
<form><input name="item" placeholder="tea" required aria-label="item"><input name="quantity" type="number" min="1" max="100" value="1" aria-label="quantity"><button>Order</button></form>
<table><thead><tr><th>Order</th><th>Item</th><th>Quantity</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p><a href="/report.csv">Report as CSV</a></p>
<p id="answer"></p>
<script>
  document.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const form = new FormData(event.target)
    const response = await fetch('/orders', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ item: form.get('item'), quantity: Number(form.get('quantity')) }),
    })
    if (response.ok) location.reload()
    else document.querySelector('#answer').textContent = await response.text()
  })
</script>
</html>
`
}

function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
