// DuckDB as a peer.
//
//   node duckdb.js load DIR FILE       tables of DIR/plain into the database FILE
//   node duckdb.js ask FILE SECONDS    reads questions, a line of JSON each, and answers each with a line of JSON
//
// PEER_MODULES names the folder whose node_modules has @duckdb/node-api.
const { createInterface } = require('readline');
const { DuckDBInstance } = require(require.resolve('@duckdb/node-api', { paths: [process.env.PEER_MODULES] }));

const grouped = `, g AS (SELECT p.country, p.id, m.raw, co.covered, count(*) AS n, sum(t.share) AS share
  FROM t JOIN lot AS l ON l.id = t.lot JOIN material AS m ON m.id = l.material JOIN party AS p ON p.id = l.producer
    JOIN country AS co ON co.code = p.country GROUP BY ALL)
  SELECT sum(n), count(*), sum(share) FILTER (raw), coalesce(sum(share) FILTER (NOT raw), 0), coalesce(sum(share) FILTER (covered), 0) FROM g`;
const ended = 'ANTI JOIN (SELECT DISTINCT output_lot FROM cs) AS x ON x.output_lot';
const statements = {
  q1_recursive_cte: `WITH RECURSIVE up (lot) AS (SELECT $item::BIGINT UNION SELECT c.input_lot FROM up JOIN consumption AS c ON c.output_lot = up.lot)
    SELECT count(*) - 1, sum(lot) - $item FROM up`,
  q1_using_key: `WITH RECURSIVE up (lot, d) USING KEY (lot) AS (SELECT $item::BIGINT, 0 UNION
    SELECT DISTINCT c.input_lot, 1 FROM up JOIN consumption AS c ON c.output_lot = up.lot ANTI JOIN recurring.up AS r ON r.lot = c.input_lot)
    SELECT count(*) - 1, sum(lot) - $item FROM up`,
  q2_group_by: `WITH RECURSIVE r (lot, share) AS (SELECT $item::BIGINT, 1.0::DOUBLE UNION ALL
    SELECT c.input_lot, sum(r.share * c.share) FROM r JOIN cs AS c ON c.output_lot = r.lot GROUP BY 1),
    t AS (SELECT lot, sum(share) AS share FROM r ${ended} = r.lot GROUP BY 1)` + grouped,
  q3_recursive_cte: `WITH RECURSIVE down (lot) AS (SELECT id FROM lot WHERE producer = $party UNION
    SELECT c.output_lot FROM down JOIN consumption AS c ON c.input_lot = down.lot)
    SELECT count(*), sum(l.id) FROM down JOIN lot AS l ON l.id = down.lot WHERE l.material = (SELECT id FROM material WHERE enditem)`,
  q4_group_by: `WITH RECURSIVE r (lot, share) AS (
    SELECT l.id, 1.0::DOUBLE FROM lot AS l JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country ${ended} = l.id WHERE co.covered
    UNION ALL SELECT c.output_lot, sum(r.share * c.share) FROM r JOIN cs AS c ON c.input_lot = r.lot GROUP BY 1),
    s AS (SELECT l.id, coalesce(sum(r.share), 0) AS share FROM lot AS l LEFT JOIN r ON r.lot = l.id WHERE l.material = (SELECT id FROM material WHERE enditem) GROUP BY 1)
    SELECT count(*), sum(share), count(*) FILTER (share > 0.5) FROM s`,
  q5_group_by: `WITH RECURSIVE h AS MATERIALIZED (
    SELECT h.owner, h.owned, CASE WHEN pct >= 0.5 THEN 1.0 ELSE pct END AS part FROM holding AS h JOIN party AS p ON p.id = h.owned WHERE p.kind <> 'government'
    UNION ALL SELECT p.id, p.id, 1.0 FROM party AS p JOIN country AS c ON c.code = p.country WHERE p.kind = 'government' AND c.covered),
    r (i, party, part) AS (SELECT 0, owner, 1.0::DOUBLE FROM h WHERE owner = owned UNION ALL
      SELECT r.i + 1, h.owned, least(1.0, sum(h.part * r.part)) FROM r JOIN h ON h.owner = r.party WHERE r.i < 40 GROUP BY 1, 2)
    SELECT count(*) FILTER (part >= 0.25), sum(part) FROM r JOIN party AS p ON p.id = r.party WHERE r.i = 40 AND p.kind <> 'government'`,
  q6_recursive_cte: `WITH RECURSIVE up (lot, d) AS (SELECT $item::BIGINT, 0 UNION SELECT c.input_lot, up.d + 1 FROM up JOIN consumption AS c ON c.output_lot = up.lot)
    SELECT d, count(*), min(lot) FROM up JOIN lot AS l ON l.id = up.lot JOIN material AS m ON m.id = l.material JOIN party AS p ON p.id = l.producer
      JOIN country AS co ON co.code = p.country WHERE m.ore AND co.covered GROUP BY d ORDER BY d LIMIT 1`,
};

// A present: the stage of a material as a ready order; one statement a stage.
async function q4Stages(connection) {
  await connection.run(`CREATE OR REPLACE TEMP TABLE screened AS SELECT l.id AS lot, co.covered::INT::DOUBLE AS share
    FROM lot AS l JOIN party AS p ON p.id = l.producer JOIN country AS co ON co.code = p.country ${ended} = l.id`);
  const stages = (await connection.runAndReadAll('SELECT id FROM material WHERE NOT raw ORDER BY stage')).getRows();
  for (const [stage] of stages)
    await connection.run(`INSERT INTO screened SELECT c.output_lot, sum(c.share * s.share)
      FROM cs AS c JOIN lot AS o ON o.id = c.output_lot JOIN screened AS s ON s.lot = c.input_lot WHERE o.material = ${stage} GROUP BY 1`);
  return (await connection.runAndReadAll(`SELECT count(*), sum(share), count(*) FILTER (share > 0.5)
    FROM screened AS s JOIN lot AS l ON l.id = s.lot WHERE l.material = (SELECT id FROM material WHERE enditem)`)).getRows();
}

async function load(dir, file) {
  const connection = await (await DuckDBInstance.create(file)).connect();
  for (const table of ['country', 'party', 'holding', 'material', 'facility', 'lot', 'consumption'])
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${dir}/plain/${table}.csv', header = true)`);
  await connection.run('CREATE TABLE cs AS SELECT output_lot, input_lot, amount / sum(amount) OVER (PARTITION BY output_lot) AS share FROM consumption');
  await connection.run('CHECKPOINT');
}

async function ask(file, seconds) {
  const connection = await (await DuckDBInstance.create(file, { access_mode: 'READ_ONLY', memory_limit: '8GB' })).connect();
  await connection.run('SELECT count(*), sum(share) FROM cs');
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, item, party } = JSON.parse(line);
    const timer = setTimeout(() => connection.interrupt(), seconds * 1000);
    try {
      const began = process.hrtime.bigint();
      const rows = name === 'q4_stages' ? await q4Stages(connection)
        : (await connection.runAndReadAll(statements[name].replaceAll('$item', item).replaceAll('$party', party))).getRows();
      const ms = Number(process.hrtime.bigint() - began) / 1e6;
      console.log(JSON.stringify({ ms, answer: rows[0].map(Number) }));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error.message || error).slice(0, 200) }));
    }
    clearTimeout(timer);
  }
}

const [command, ...rest] = process.argv.slice(2);
(command === 'load' ? load(...rest) : ask(...rest)).then(() => process.exit(0), (error) => {
  console.error(String(error.message || error).slice(0, 300));
  process.exit(1);
});
