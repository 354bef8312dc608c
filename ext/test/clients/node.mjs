// node-postgres, as Grafana, Evidence and web applications use it.
import pg from 'pg'
import { asked, finish, is } from './tap.mjs'
const db = new pg.Client({ host: process.env.CLIENT_HOST, port: +process.env.CLIENT_PORT, database: process.env.CLIENT_DATABASE, user: 'bi_client', password: 'bi_client' })
await db.connect()
const oid = { text: 25, bigint: 20, integer: 23, numeric: 1700, date: 1082, 'timestamp with time zone': 1184, boolean: 16 }
const columns = (await db.query('SELECT view, name, type FROM public.bi_column ORDER BY view COLLATE "C", attnum')).rows
const views = [...new Set(columns.map(c => c.view))]
const seen = (await db.query(`SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'demo' AND table_name LIKE 'bi\\_%' ORDER BY 1`)).rows
is(seen.map(r => r.name).sort(), [...views].sort(), 'information_schema tells every view')
const faults = [], rounded = []
for (const view of views) {
	const probe = await db.query(`SELECT * FROM demo.${view} LIMIT 0`)
	const wanted = columns.filter(c => c.view === view)
	wanted.forEach((c, i) => { if (probe.fields[i]?.name !== c.name || probe.fields[i]?.dataTypeID !== oid[c.type]) faults.push(`${view}.${c.name}`) })
	if (view.endsWith('_live')) continue
	const rows = (await db.query(`SELECT * FROM demo.${view} LIMIT 5000`)).rows
	for (const c of wanted.filter(c => c.type === 'bigint')) for (const r of rows) if (!Number.isSafeInteger(Number(r[c.name]))) rounded.push(`${view}.${c.name}`)
}
is(faults, [], 'every column of a result is of a type that the driver knows')
is(rounded, [], 'every bigint is an integer that a double holds')
const bind = { bigint: v => v, numeric: v => v, boolean: v => v === 'true', date: v => v, text: v => v, 'timestamp with time zone': v => new Date(v) }
for (const { question, type, value, answer } of (await db.query('SELECT question, type, value, answer FROM public.bi_answer ORDER BY question')).rows) {
	const text = question.replace('?', '$1')
	for (const name of [undefined, `q${asked()}`]) {
		const r = await db.query({ name, text, values: [bind[type](value)], rowMode: 'array' })
		is(String(r.rows[0][0]), answer, `${name ? 'prepared' : 'asked'}: ${question}`)
	}
}
// Its reader of binary numbers of eight bytes gets those wrong of which the lower half begins with a one; text, the form it asks for by itself, is right.
const binary = await db.query({ text: 'SELECT party_id, party_name, name_withheld FROM demo.bi_party WHERE party_code = $1', values: ['EDGE'], binary: true })
const plain = await db.query({ text: 'SELECT n.line_id, n.line_code, n.price_known, c.known_share FROM demo.bi_line AS n JOIN demo.bi_coverage AS c ON c.line_id = n.line_id WHERE n.line_code = $1', values: ['EDGE-1'], binary: true })
is([binary.rows[0].party_name, binary.rows[0].name_withheld, String(plain.rows[0].line_id), Number(plain.rows[0].known_share)],
	['Ünïcode & "Edge"', false, (await db.query("SELECT line_id FROM demo.bi_line WHERE line_code = 'EDGE-1'")).rows[0].line_id, 0], 'binary results are read')
is((await db.query('SELECT made_on, made_on_known, country FROM demo.bi_lot WHERE NOT made_on_known LIMIT 1')).rows[0], { made_on: null, made_on_known: false, country: 'unknown' }, 'what is not known is null with a word beside it')
finish()
await db.end()
