-- For measure_size.sql and measure_shard.sql: fills the ledger of the search path with rows made up, and reads the session's clock.
--
-- Five inputs a lot, drawn from anywhere before it, codes of 16 letters, no texts beside them: as ext/test/pgtap/sizing.sql has them.
-- One lot in twenty begins chains, another is a pack.
CREATE FUNCTION pg_temp.fill_lots(prefix text, lots integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO import_party (code, name, incorporated_in) VALUES ('MAKER', 'Maker', 'US');
	INSERT INTO import_item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material'), ('PACK', 'Pack', 'pack');
	INSERT INTO lot (code, item_id, producer_id, country, quantity, made_on, primary_source)
	SELECT format('%s-%s', prefix, lpad(n::text, 15 - length(prefix), '0')), i.id, p.id, 'US', '1000 kg', date '2000-01-01' + (n * 9000::bigint / lots)::integer, n <= lots / 20
	FROM generate_series(1, lots + lots / 20) AS n, item AS i, party AS p WHERE i.code = CASE WHEN n > lots THEN 'PACK' ELSE 'POWDER' END ORDER BY n;
END
$$;
CREATE TEMPORARY TABLE drawn (output bigint, input bigint);
CREATE FUNCTION pg_temp.draw(prefix text, lots integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE numbered AS SELECT l.id, substr(l.code, length(prefix) + 2)::integer AS n FROM lot AS l;
	CREATE UNIQUE INDEX ON numbered (n);
	ANALYZE numbered;
	TRUNCATE drawn;
	INSERT INTO drawn SELECT o.id, i.id FROM numbered AS o, generate_series(1, 5) AS k, numbered AS i
	WHERE o.n > lots / 20 AND i.n = 1 + abs(hashint4(o.n * 8 + k)::bigint) % (o.n - 1) ORDER BY o.n, k;
	DROP TABLE numbered;
END
$$;
CREATE TEMPORARY TABLE clock (step integer GENERATED ALWAYS AS IDENTITY, what text, processor numeric, wall timestamptz DEFAULT clock_timestamp());
-- Ticks of a hundredth of a second, in and out of the kernel; the name of the process has blanks in it.
PREPARE tick(text) AS INSERT INTO clock (what, processor)
	SELECT $1, (f.a[12]::numeric + f.a[13]::numeric) / 100 FROM string_to_array(regexp_replace(pg_read_file('/proc/' || pg_backend_pid() || '/stat'), '^.*\) ', ''), ' ') AS f (a);
CREATE TEMPORARY VIEW taken AS
	SELECT c.step, c.what, round(c.processor - b.processor, 2) AS processor_seconds, round(extract(epoch FROM c.wall - b.wall), 2) AS seconds
	FROM clock AS c JOIN clock AS b ON b.step = c.step - 1 WHERE c.what <> '';
