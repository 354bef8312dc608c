-- What the extension is in a database, an object a line, in an order that is always the same: to compare an updated install with a
-- fresh one.  Run by psql in each of the two databases; no difference, no drift.
--
--   psql -XAtq -f ext/tools/catalogue.sql old_updated >updated.txt
--   psql -XAtq -f ext/tools/catalogue.sql fresh >fresh.txt
--   diff updated.txt fresh.txt
--
-- Told are objects with their definitions, comments, rights and which rows a dump takes; rows that the extension brings (builtin), as a
-- digest of each table; and the order of columns is not, since a column that came by an update stands last.
SET search_path = pg_catalog;
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET timezone = 'UTC';
WITH member AS MATERIALIZED (
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS x ON x.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND x.extname = 'materials'
), relation AS MATERIALIZED (
	SELECT c.* FROM pg_class AS c JOIN member AS m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
), said (line) AS (
	SELECT format('object %s %s: %s', i.type, i.identity, coalesce(obj_description(m.objid, m.classid::regclass::name), 'no comment'))
	FROM member AS m CROSS JOIN LATERAL pg_identify_object(m.classid, m.objid, 0) AS i
	UNION ALL
	SELECT format('routine %s owner %s rights %s cost %s rows %s: %s', p.oid::regprocedure, p.proowner::regrole, p.proacl, p.procost, p.prorows, CASE WHEN p.prokind = 'a' THEN a.told ELSE pg_get_functiondef(p.oid) END)
	FROM pg_proc AS p JOIN member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
		LEFT JOIN LATERAL (SELECT format('aggregate %s %s %s %s %s %s', g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn, g.agginitval, g.aggtranstype::regtype) AS told FROM pg_aggregate AS g WHERE g.aggfnoid = p.oid) AS a ON true
	UNION ALL
	SELECT format('type %s: %s', t.oid::regtype, concat_ws(' ', t.typtype, t.typlen, t.typbyval, t.typcategory, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typalign, t.typstorage, t.typbasetype::regtype, t.typnotnull, t.typdefault, t.typacl,
		(SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid),
		(SELECT string_agg(format('%s %s', c.conname, pg_get_constraintdef(c.oid)), ',' ORDER BY c.conname) FROM pg_constraint AS c WHERE c.contypid = t.oid)))
	FROM pg_type AS t JOIN member AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
	UNION ALL
	SELECT format('operator %s: %s', o.oid::regoperator, concat_ws(' ', o.oprcode, o.oprresult::regtype, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash))
	FROM pg_operator AS o JOIN member AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
	UNION ALL
	SELECT format('cast %s to %s: %s %s %s', c.castsource::regtype, c.casttarget::regtype, CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure END, c.castcontext, c.castmethod)
	FROM pg_cast AS c JOIN member AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
	UNION ALL
	SELECT format('operator class of %s: %s', i.identity, concat_ws(' ', c.opcintype::regtype, c.opcdefault, c.opckeytype::regtype,
		(SELECT string_agg(format('%s %s', a.amopstrategy, a.amopopr::regoperator), ',' ORDER BY a.amopstrategy, a.amopopr::regoperator::text) FROM pg_amop AS a WHERE a.amopfamily = c.opcfamily),
		(SELECT string_agg(format('%s %s', a.amprocnum, a.amproc), ',' ORDER BY a.amprocnum, a.amproc::text) FROM pg_amproc AS a WHERE a.amprocfamily = c.opcfamily)))
	FROM pg_opclass AS c JOIN member AS m ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid CROSS JOIN LATERAL pg_identify_object(m.classid, m.objid, 0) AS i
	UNION ALL
	SELECT format('relation %s: %s owner %s rights %s options %s %s %s %s', r.oid::regclass, r.relkind, r.relowner::regrole, r.relacl, r.reloptions, r.relrowsecurity, r.relforcerowsecurity, CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END)
	FROM relation AS r
	UNION ALL
	SELECT format('column %s.%s: %s', r.oid::regclass, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, a.attidentity, a.attgenerated, a.attcollation::regcollation, a.attacl,
		(SELECT pg_get_expr(f.adbin, f.adrelid) FROM pg_attrdef AS f WHERE f.adrelid = r.oid AND f.adnum = a.attnum), coalesce(col_description(r.oid, a.attnum), 'no comment')))
	FROM relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL
	SELECT format('constraint %s of %s: %s %s', c.conname, r.oid::regclass, pg_get_constraintdef(c.oid), c.convalidated) FROM relation AS r JOIN pg_constraint AS c ON c.conrelid = r.oid
	UNION ALL
	SELECT format('index %s: %s', r.oid::regclass, pg_get_indexdef(i.indexrelid)) FROM relation AS r JOIN pg_index AS i ON i.indrelid = r.oid
	UNION ALL
	SELECT format('trigger of %s: %s %s %s', r.oid::regclass, pg_get_triggerdef(t.oid), t.tgenabled, coalesce(obj_description(t.oid, 'pg_trigger'), 'no comment')) FROM relation AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid AND NOT t.tgisinternal
	UNION ALL
	SELECT format('policy of %s: %s %s %s %s', r.oid::regclass, p.polname, p.polcmd, pg_get_expr(p.polqual, r.oid), pg_get_expr(p.polwithcheck, r.oid)) FROM relation AS r JOIN pg_policy AS p ON p.polrelid = r.oid
	UNION ALL
	SELECT format('event trigger %s: %s %s %s %s', e.evtname, e.evtevent, e.evtfoid::regproc, e.evtenabled, e.evttags) FROM pg_event_trigger AS e JOIN member AS m ON m.classid = 'pg_event_trigger'::regclass AND m.objid = e.oid
	UNION ALL
	SELECT format('dumped rows of %s: %s', u.relation::regclass, u.filter) FROM pg_extension AS x CROSS JOIN LATERAL unnest(x.extconfig, x.extcondition) AS u (relation, filter) WHERE x.extname = 'materials'
	UNION ALL
	SELECT format('rows of %s: %s', r.oid::regclass, query_to_xml(format('SELECT count(*) AS n, md5(string_agg(x.t, E''\n'' ORDER BY x.t COLLATE "C")) AS md5 FROM (SELECT to_jsonb(t)::text AS t FROM %s AS t %s) AS x', r.oid::regclass,
		CASE WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = r.oid AND a.attname = 'builtin' AND NOT a.attisdropped) THEN 'WHERE builtin' ELSE '' END), true, true, ''))
	FROM relation AS r WHERE r.relkind = 'r'
)
SELECT regexp_replace(s.line, E'\\s*\n\\s*', ' ', 'g') FROM said AS s ORDER BY s.line COLLATE "C";
