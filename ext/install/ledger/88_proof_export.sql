-- A determination as a document that proves itself: with the rows that it rests on, the rule, and the path from all of them to a
-- checkpoint.  ext/verifier checks it without a server; docs/internals/formats.md has the form.

-- A row that was changed is proved as it was at the instant: by its own leaf where that has it so, else by the change that was kept.
CREATE OR REPLACE FUNCTION proof_leaf(relation text, row_id bigint, known_at timestamptz, tree_size bigint) RETURNS TABLE (leaf bigint, leaf_hash bytea, bytes bytea)
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 1 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	change former_row;
	state bytea;
	told boolean;
BEGIN
	SELECT c.* INTO change FROM former_row AS c
	WHERE c.relation = proof_leaf.relation AND c.row_id = proof_leaf.row_id AND c.recorded_at <= proof_leaf.known_at ORDER BY c.id DESC LIMIT 1;
	IF FOUND THEN
		state := change.latter;
	ELSE
		SELECT c.* INTO change FROM former_row AS c WHERE c.relation = proof_leaf.relation AND c.row_id = proof_leaf.row_id ORDER BY c.recorded_at, c.id LIMIT 1;
		state := former_bytes(change.relation, change.row_id, change.fact);
	END IF;
	SELECT s.leaf, s.leaf_hash, s.bytes INTO leaf, leaf_hash, bytes FROM row_leaf(proof_leaf.relation, proof_leaf.row_id, proof_leaf.tree_size) AS s
	WHERE state IS NULL OR s.leaf_hash = materials.merkle_leaf(state) ORDER BY s.leaf DESC LIMIT 1;
	IF leaf IS NULL AND change.id IS NOT NULL THEN
		SELECT s.leaf, s.leaf_hash, s.bytes INTO leaf, leaf_hash, bytes FROM row_leaf('former_row', change.id, proof_leaf.tree_size) AS s ORDER BY s.leaf DESC LIMIT 1;
	END IF;
	IF leaf IS NULL THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('row %s of table "%s" is not in the log', row_id, relation),
			DETAIL = format('The log that was asked for has %s leaves.', tree_size), HINT = 'Call seal() first, or name no size.';
	ELSIF bytes IS NULL THEN
		-- A row that the caller may not see is shown by its hash; one that he sees has other bytes than were sealed.
		EXECUTE format('SELECT EXISTS (SELECT FROM %I AS t WHERE t.id = $1)', relation) INTO told USING row_id;
		IF told OR NOT rows_hidden(relation) THEN
			RAISE data_corrupted USING MESSAGE = format('row %s of table "%s" is not what was sealed', row_id, relation), HINT = 'verify() tells what was changed.';
		END IF;
	END IF;
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION proof_leaf(text, bigint, timestamptz, bigint) IS 'of export_proof: the leaf that proves a row as it was at an instant, and its bytes, or none where row-level security hides the row';

CREATE OR REPLACE FUNCTION export_proof(determination text, tree_size bigint DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	proved determination;
	last seal_block;
	rulebook text;
	verdict text;
	facts text;
	block text;
	path text;
	numbers bigint[];
BEGIN
	SELECT d.* INTO proved FROM determination AS d WHERE d.code = export_proof.determination;
	IF NOT FOUND THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no determination "%s"', left(export_proof.determination, 64)),
			HINT = 'Determinations are addressed by the codes that determine gave them.';
	END IF;
	SELECT b.* INTO last FROM seal_block AS b WHERE b.tree_size = export_proof.tree_size OR export_proof.tree_size IS NULL ORDER BY b.id DESC LIMIT 1;
	IF NOT FOUND AND export_proof.tree_size IS NOT NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = format('no block of the log ends with %s leaves', export_proof.tree_size),
			HINT = 'Checkpoints that were taken after seal() have such sizes; seal_block lists them.';
	END IF;
	SELECT t.body INTO rulebook FROM materials.rule_text(ARRAY[proved.rule], ARRAY[proved.version]) AS t;
	IF sha256(convert_to(rulebook, 'UTF8')) <> proved.rulebook THEN
		RAISE data_corrupted USING MESSAGE = format('the rows of version "%s" of rule "%s" are not what they were', left(proved.version, 64), left(proved.rule, 64)),
			HINT = 'Put the version of the extension back that has them.';
	END IF;

	SELECT format('[%s,%s]', l.leaf, materials.leaf_document(l.bytes)), ARRAY[l.leaf] INTO verdict, numbers
	FROM proof_leaf('determination', proved.id, 'infinity', coalesce(last.tree_size, 0)) AS l;
	WITH fact AS MATERIALIZED (
		SELECT f.relation, f.row_id, l.leaf, l.leaf_hash, l.bytes
		FROM determination_fact AS f CROSS JOIN LATERAL proof_leaf(f.relation, f.row_id, proved.known_at, last.tree_size) AS l
		WHERE f.determination_id = coalesce(proved.act_id, proved.id)
	)
	SELECT string_agg(format(E'\n[%s,%s]', f.leaf, coalesce(materials.leaf_document(f.bytes), format('%s,%s,"%s"', to_json(f.relation), f.row_id, encode(f.leaf_hash, 'hex')))), ',' ORDER BY f.relation COLLATE "C", f.row_id), numbers || array_agg(f.leaf)
	INTO facts, numbers FROM fact AS f;
	SELECT format('[%s,%s]', l.leaf, materials.leaf_document(l.bytes)), numbers || l.leaf INTO block, numbers FROM row_leaf('seal_block', last.id, last.tree_size) AS l;

	-- Of the paths of all these leaves what does not follow from another of them, from left to right.
	WITH told AS MATERIALIZED (
		SELECT range_agg(int8range(n.n, n.n, '[]')) AS leaves FROM unnest(numbers) AS n (n)
	)
	SELECT string_agg(format(E'\n"%s"', encode(seal_hash(h.first, h.leaves), 'hex')), ',' ORDER BY h.first) INTO path
	FROM (SELECT DISTINCT i.first, i.leaves FROM unnest(numbers) AS n (n) CROSS JOIN LATERAL materials.merkle_inclusion(n.n, last.tree_size) AS i) AS h, told AS t
	WHERE NOT int8range(h.first, h.first + h.leaves) && t.leaves;
	RETURN format(E'{"materials_proof":1,\n"checkpoint":%s,\n"rulebook":%s,\n"determination":%s,\n"facts":[%s\n],\n"block":%s,\n"path":[%s\n]}',
		to_json(checkpoint(last.tree_size)), to_json(rulebook), verdict, facts, block, path);
END
$$;
COMMENT ON FUNCTION export_proof(text, bigint) IS 'a determination as one JSON document: verdict, rule, the rows that it rests on, and their path to the checkpoint of today or of a size at which a block ended; materials-verify checks it offline. Rows that the caller may not see are in it by their hash. Error 55000 where not all is sealed';
