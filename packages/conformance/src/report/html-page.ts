// Everything that the page needs is in it: it is sent around, and opened from a disk.

/** The page's style. The matrix scrolls by itself on narrow screens; what was sent and received goes one below the other. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --odd: #b26a00; --good: #2e7d32; --dim: #777 }
* { box-sizing: border-box }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 80rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem } h4 { margin: .4rem 0 .2rem; font-size: .85rem; color: var(--dim) }
.scroll { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line) }
td.mark, th.mark { text-align: center; min-width: 4.5rem; overflow-wrap: normal }
tbody th { background: #8881; font-weight: 600 }
code, pre { font: 12.5px/1.4 ui-monospace, monospace }
pre { white-space: pre-wrap; margin: .2rem 0; padding: .4rem; background: #8881; max-height: 24rem; overflow: auto }
.title, .size { color: var(--dim); font-size: .85rem; margin: 0 }
.passed { color: var(--good) } .otherwise { color: var(--dim) } .expected { color: var(--odd) } .failed, .reason { color: var(--bad) }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; border-top: 1px solid var(--line) }
.pair > div { min-width: 0 }
fieldset { border: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: 1rem 0 }
details { border: 1px solid var(--line); margin: .4rem 0; padding: .4rem .6rem } summary { cursor: pointer }
[hidden] { display: none !important }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr } body { padding: .6rem } td, th { padding: .2rem .3rem } }
`

/** The page's script: which outcomes are shown. Without it everything is. */
export const pageScript = `
const boxes = [...document.querySelectorAll('input[name=outcome]')]
const show = () => {
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value)
  for (const one of document.querySelectorAll('[data-outcomes]')) {
    one.hidden = !one.dataset.outcomes.split(' ').some((outcome) => chosen.includes(outcome))
  }
  for (const body of document.querySelectorAll('tbody')) {
    body.hidden = ![...body.querySelectorAll('[data-outcomes]')].some((row) => !row.hidden)
  }
}
for (const box of boxes) box.addEventListener('change', show)
show()
`
