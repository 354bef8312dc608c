// Kuzu as a peer.
//
//   node kuzu.js load LOTS EDGES DB    two CSV files without heads into the database DB
//   node kuzu.js ask DB SECONDS        reads questions, a line of JSON each, and answers each with a line of JSON
//
// Nodes carry what the questions filter by, so nothing has to be joined.  Shares have no Cypher form short of listing all
// ways, so they are computed stage by stage with SET.  PEER_MODULES names the folder whose node_modules has kuzu.
const { createInterface } = require('readline');
const kuzu = require(require.resolve('kuzu', { paths: [process.env.PEER_MODULES] }));

const memory = 6 * 2 ** 30;
let connection;

async function run(statement) {
  const result = await connection.query(statement);
  return result.getAll ? result.getAll() : result;
}

async function load(lots, edges, db) {
  connection = new kuzu.Connection(new kuzu.Database(db, memory));
  await run(`CREATE NODE TABLE Lot(id INT64 PRIMARY KEY, producer INT64, country STRING, covered BOOL, stage INT64, raw BOOL, ore BOOL, enditem BOOL,
    terminal BOOL, screened DOUBLE, share DOUBLE)`);
  await run('CREATE REL TABLE Uses(FROM Lot TO Lot, share DOUBLE)');
  await run(`COPY Lot FROM '${lots}' (HEADER=false)`);
  await run(`COPY Uses FROM '${edges}' (HEADER=false)`);
}

// One plain sum a query: several conditional sums in one gave wrong numbers in 0.11.3.
async function sum(condition) {
  return (await run(`MATCH (l:Lot) WHERE l.terminal AND l.share > 0 ${condition} RETURN count(*) AS n, sum(l.share) AS share`))[0];
}

const questions = {
  // A shortest walk visits each node once: the only closure that does not list all ways.
  async q1_shortest(item) {
    const [row] = await run(`MATCH (a:Lot)-[e:Uses* SHORTEST 1..20]->(b:Lot) WHERE a.id = ${item} RETURN count(*) AS n, sum(b.id) AS ids`);
    return [row.n, row.ids];
  },
  async q2_stages(item) {
    await run('MATCH (a:Lot) SET a.share = 0');
    await run(`MATCH (a:Lot) WHERE a.id = ${item} SET a.share = 1`);
    const [{ last }] = await run('MATCH (l:Lot) RETURN max(l.stage) AS last');
    for (let stage = Number(last) - 1; stage >= 0; stage--)
      await run(`MATCH (o:Lot)-[c:Uses]->(i:Lot) WHERE i.stage = ${stage} AND o.share > 0 WITH i, sum(o.share * c.share) AS x SET i.share = x`);
    const all = await sum('');
    const raw = await sum('AND l.raw');
    const covered = await sum('AND l.covered');
    const [groups] = await run('MATCH (l:Lot) WHERE l.terminal AND l.share > 0 WITH DISTINCT l.country AS c, l.producer AS p, l.raw AS r RETURN count(*) AS n');
    return [all.n, groups.n, raw.share, all.share - raw.share, covered.share];
  },
  async q3_shortest(item, party) {
    const [row] = await run(`MATCH (a:Lot)<-[e:Uses* SHORTEST 1..20]-(b:Lot) WHERE a.producer = ${party} AND b.enditem WITH DISTINCT b.id AS id
      RETURN count(*) AS n, sum(id) AS ids`);
    return [row.n, row.ids];
  },
  async q4_stages() {
    const [{ last }] = await run('MATCH (l:Lot) RETURN max(l.stage) AS last');
    for (let stage = 1; stage <= Number(last); stage++)
      await run(`MATCH (o:Lot)-[c:Uses]->(i:Lot) WHERE o.stage = ${stage} WITH o, sum(i.screened * c.share) AS x SET o.screened = x`);
    const [all] = await run('MATCH (l:Lot) WHERE l.enditem RETURN count(*) AS n, sum(l.screened) AS share');
    const [over] = await run('MATCH (l:Lot) WHERE l.enditem AND l.screened > 0.5 RETURN count(*) AS n');
    return [all.n, all.share, over.n];
  },
  async q6_shortest(item) {
    const [row] = await run(`MATCH (a:Lot)-[e:Uses* SHORTEST 1..20]->(b:Lot) WHERE a.id = ${item} AND b.ore AND b.covered
      RETURN length(e) AS steps, count(*) AS n, min(b.id) AS least ORDER BY steps LIMIT 1`);
    return [row.steps, row.n, row.least];
  },
};

async function ask(db, seconds) {
  connection = new kuzu.Connection(new kuzu.Database(db, memory));
  await connection.setQueryTimeout(seconds * 1000);
  await run('MATCH (a:Lot) RETURN count(*), sum(a.share)');
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, item, party } = JSON.parse(line);
    try {
      const began = process.hrtime.bigint();
      const answer = await questions[name](item, party);
      const ms = Number(process.hrtime.bigint() - began) / 1e6;
      console.log(JSON.stringify({ ms, answer: answer.map(Number) }));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error.message || error).slice(0, 200) }));
    }
  }
}

const [command, ...rest] = process.argv.slice(2);
(command === 'load' ? load(...rest) : ask(...rest)).then(() => process.exit(0), (error) => {
  console.error(String(error.message || error).slice(0, 300));
  process.exit(1);
});
