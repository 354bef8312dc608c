// A real browser: the printed pages in Chromium, held by axe-core to the rules of accessibility, and by the Nu checker to those of HTML.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { finish, is } from './tap.mjs'
const require = createRequire(import.meta.url)
const db = new pg.Client({ host: process.env.CLIENT_HOST, port: +process.env.CLIENT_PORT, database: process.env.CLIENT_DATABASE, user: 'bi_client', password: 'bi_client' })
await db.connect()
const pages = {
	dossier: "SELECT demo.dossier_html('UAS-01', '2026-11-21') AS page",
	portfolio: "SELECT demo.portfolio_html('Everything', 'Sample data', '2026-11-21') AS page",
	programme: "SELECT demo.programme_html('BASE', '2026-11-21') AS page",
}
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8').replaceAll('</script', '<\\/script')
const checker = join(require.resolve('vnu-jar/package.json'), '../build/dist/vnu.jar')
const place = mkdtempSync(join(tmpdir(), 'materials-browser-'))
const browser = process.env.CHROMIUM ?? 'chromium'

// What the script finds comes out as the text of the page, in hexadecimal: nothing in it needs to be read back from HTML.
const asked = (html, name, script, options = []) => {
	const file = join(place, `${name}.html`), end = html.lastIndexOf('</body>')
	const hand = `const told = found => { const p = document.createElement('p'); p.textContent = 'told:' + [...new TextEncoder().encode(JSON.stringify(found))].map(b => b.toString(16).padStart(2, '0')).join('') + ':told'; document.body.replaceChildren(p) }`
	writeFileSync(file, `${html.slice(0, end)}<script>${axe}</script><script>${hand}\naddEventListener('load', async () => told(await (${script})()))</script>${html.slice(end)}`)
	const dom = execFileSync(browser, ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${place}/profile`, '--virtual-time-budget=60000', ...options, '--dump-dom', `file://${file}`], { encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] })
	const hex = /told:([0-9a-f]*):told/.exec(dom)
	return hex ? JSON.parse(Buffer.from(hex[1], 'hex').toString()) : 'nothing was told'
}
const violations = `async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])`
const overflow = `() => document.documentElement.scrollWidth > document.documentElement.clientWidth`
const scrolled = `() => [...document.querySelectorAll('.wide:has(> table.stack)')].some(d => d.scrollWidth > d.clientWidth)`
for (const [name, query] of Object.entries(pages)) {
	const html = (await db.query(query)).rows[0].page
	const file = join(place, `${name}.plain.html`)
	writeFileSync(file, html)
	const said = spawnSync('java', ['-jar', checker, '--errors-only', '--format', 'gnu', file], { encoding: 'utf8' })
	is(said.stderr.split('\n').filter(l => l).slice(0, 5), [], `${name}: the Nu checker finds no error`)
	is(asked(html, name, violations), [], `${name}: axe-core finds no violation in a light window`)
	is(asked(html, name, violations, ['--force-dark-mode', '--blink-settings=preferredColorScheme=0']), [], `${name}: nor in a dark one`)
	is(asked(html, name, overflow, ['--window-size=500,900']), false, `${name}: it fits a narrow window`)
	is(asked(html, name, scrolled, ['--window-size=800,1100']), false, `${name}: no table of words is wider than the window of a tablet`)
}
// The checks find what is there to be found.
const broken = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><main><img src="x"><p style="color:#777;background:#888">Hardly to be read</p><p style="width:3000px">x</p></main></body></html>'
is(['color-contrast', 'image-alt'].filter(id => asked(broken, 'broken', violations).some(v => v[0] === id)), ['color-contrast', 'image-alt'], 'a page with faults is told from one without')
is(asked(broken.replace('</main>', '<div class="wide" style="overflow-x:auto"><table class="stack"><tr><td style="min-width:2000px">x</td></tr></table></div></main>'), 'broken', scrolled, ['--window-size=800,1100']), true, 'so is one with a table that is')
is(asked(broken, 'broken', overflow, ['--window-size=500,900']), true, 'and one that is too wide')
rmSync(place, { recursive: true })
await db.end()
finish()
