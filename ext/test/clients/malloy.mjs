// Malloy, a BI language that reads the schema by itself: a model over the views, with joins, filters and sums.
import { SingleConnectionRuntime } from '@malloydata/malloy'
import { PostgresConnection } from '@malloydata/db-postgres'
import { finish, is } from './tap.mjs'
const connection = new PostgresConnection('pg', async () => ({}), async () => ({ host: process.env.CLIENT_HOST, port: +process.env.CLIENT_PORT, username: 'bi_client', password: 'bi_client', databaseName: process.env.CLIENT_DATABASE }))
const runtime = new SingleConnectionRuntime({ connection })
const ask = async sql => (await connection.runSQL(`SELECT row_to_json(t) AS row FROM (${sql}) AS t`)).rows
const kind = { text: 'string', bigint: 'number', integer: 'number', numeric: 'number', date: 'date', 'timestamp with time zone': 'timestamp', boolean: 'boolean' }
const columns = await ask('SELECT view, name, type FROM public.bi_column ORDER BY view, attnum')
const views = [...new Set(columns.map(c => c.view))]
const source = views.map(v => `source: ${v} is pg.table('demo.${v}')`).join('\n')
const model = await runtime.loadModel(source).getModel()
const faults = []
for (const c of columns) {
	const field = model.getExploreByName(c.view).allFields.find(f => f.name === c.name)
	if (!field || !field.isAtomicField() || !(field.type === kind[c.type] || kind[c.type] === 'timestamp' && String(field.type).startsWith('timestamp'))) faults.push(`${c.view}.${c.name}: ${field?.type}`)
}
is(faults, [], 'every column has a type that can be filtered and summed')
const run = async query => (await runtime.loadModel(source).loadQuery(query).run()).data.toObject()
const one = async sql => Number((await ask(sql))[0].n)
for (const [query, sql] of [
	[`run: bi_lot -> { aggregate: n is count() where: country = 'CN' }`, `SELECT count(*)::float8 AS n FROM demo.bi_lot WHERE country = 'CN'`],
	['run: bi_lot -> { aggregate: n is count() where: made_on_known = false }', 'SELECT count(*)::float8 AS n FROM demo.bi_lot WHERE NOT made_on_known'],
	['run: bi_lot -> { aggregate: n is count() where: made_on >= @2026-01-01 }', `SELECT count(*)::float8 AS n FROM demo.bi_lot WHERE made_on >= '2026-01-01'`],
	['run: bi_party -> { aggregate: n is count() where: party_id = 9007199254740991 }', 'SELECT 1::float8 AS n'],
	['run: bi_lot_origin_share -> { aggregate: n is share_max.sum() where: share_min >= 0.25 }', 'SELECT sum(share_max)::float8 AS n FROM demo.bi_lot_origin_share WHERE share_min >= 0.25'],
	[`run: bi_lot_origin_share extend { join_one: c is bi_country on c.country = country join_one: l is bi_lot on l.lot_id = lot_id } -> { aggregate: n is count() where: c.country_name = 'Unknown' and l.mass_known = true }`,
		`SELECT count(*)::float8 AS n FROM demo.bi_lot_origin_share AS o JOIN demo.bi_lot AS l ON l.lot_id = o.lot_id WHERE o.country = 'unknown' AND l.mass_known`],
]) is(Number((await run(query))[0].n), await one(sql), query.slice(5, 90))
finish()
process.exit(0)
