-- Answers of suppliers: each becomes the fact that it answers.

CREATE OR REPLACE VIEW import_answer WITH (security_invoker = true) AS
	SELECT a.key, a.value, a.share, a.quantity, lower(a.valid) AS valid_from, upper(a.valid) - 1 AS valid_to, d.code AS document, a.answered_on, a.source
	FROM supplier_answer AS a LEFT JOIN document AS d ON d.id = a.document_id WHERE a.recorded_at <= materials.known_at();
COMMENT ON VIEW import_answer IS 'answers of suppliers by the key of the question; INSERT and COPY record the facts that they answer';
COMMENT ON COLUMN import_answer.key IS 'key of the question';
COMMENT ON COLUMN import_answer.value IS 'answer: a code, a country, a value of a property, yes or no, "complete" or "origin"';
COMMENT ON COLUMN import_answer.share IS 'of a holder: the share';
COMMENT ON COLUMN import_answer.quantity IS 'of an input: how much of it';
COMMENT ON COLUMN import_answer.document IS 'code of the document in which it is answered';
COMMENT ON COLUMN import_answer.answered_on IS 'day of the answer';
COMMENT ON COLUMN import_answer.source IS 'where the answer was taken from';

-- A lot is not changed: another revision stands instead.
CREATE OR REPLACE FUNCTION answer_lot(lot_id bigint, aspect text, value text, source text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	former bigint := lot_standing(answer_lot.lot_id, 'infinity');
	made bigint;
BEGIN
	INSERT INTO lot (code, revision, item_id, material, role, producer_id, site_id, country, step, made_on, quantity, unit_mass, event_id, primary_source, untraced_reason, custody_model, source)
	SELECT l.code, (SELECT max(o.revision) + 1 FROM lot AS o WHERE o.code = l.code), l.item_id, l.material, CASE answer_lot.aspect WHEN 'role' THEN answer_lot.value ELSE l.role END, CASE answer_lot.aspect WHEN 'producer' THEN party_id(answer_lot.value) ELSE l.producer_id END,
		l.site_id, CASE answer_lot.aspect WHEN 'country' THEN answer_lot.value::materials.country ELSE l.country END, CASE answer_lot.aspect WHEN 'step' THEN answer_lot.value ELSE l.step END, l.made_on, l.quantity, l.unit_mass, l.event_id,
		answer_lot.aspect = 'inputs' OR l.primary_source, CASE WHEN answer_lot.aspect <> 'inputs' THEN l.untraced_reason END, l.custody_model, coalesce(answer_lot.source, l.source)
	FROM lot AS l WHERE l.id = former RETURNING lot.id INTO made;
	INSERT INTO correction (relation, row_id, replaced_by, reason, source) VALUES ('lot', former, made, format('answered: %s', answer_lot.aspect), answer_lot.source);
	RETURN made;
END
$$;
COMMENT ON FUNCTION answer_lot(bigint, text, text, text) IS 'records a lot anew with what was answered of it (producer, country, role, step, or that the chain begins there); import_answer calls it';

CREATE OR REPLACE FUNCTION answer_fact(asked supplier_question, declarant bigint, value text, share materials.share, quantity materials.quantity, valid daterange, document_id bigint, source text DEFAULT NULL, OUT relation text, OUT row_id bigint)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	claimed text := CASE WHEN asked.aspect = 'claim' AND lower(value) IN ('yes', 'true') THEN asked.word WHEN asked.aspect = 'holders' AND value = 'complete' THEN 'ownership_complete' WHEN asked.aspect = 'inputs' AND value = 'complete' THEN 'inputs_complete' END;
BEGIN
	IF claimed IS NOT NULL THEN
		relation := 'declaration';
		INSERT INTO declaration (claim, party_id, item_id, lot_id, declarant_id, document_id, valid, source)
		VALUES (claimed, CASE asked.relation WHEN 'party' THEN asked.row_id END, CASE asked.relation WHEN 'item' THEN asked.row_id END, CASE asked.relation WHEN 'lot' THEN lot_standing(asked.row_id, 'infinity') END, declarant, document_id, valid, source) RETURNING id INTO row_id;
	ELSIF asked.aspect = 'claim' AND lower(value) IN ('no', 'false') THEN
		RETURN;
	ELSIF asked.aspect = 'holders' THEN
		IF share IS NULL THEN
			RAISE not_null_violation USING MESSAGE = format('holder "%s" has no share', left(value, 64)), HINT = 'Write it as 60% or 1/3; a row "complete" says that there are no others.';
		END IF;
		relation := 'interest';
		INSERT INTO interest (owner_id, owned_id, share, valid, source) VALUES (party_id(value), asked.row_id, share, valid, source) RETURNING id INTO row_id;
	ELSIF asked.aspect IN ('incorporation', 'principal_place') THEN
		relation := 'party_domicile';
		INSERT INTO party_domicile (party_id, kind, country, valid, source) VALUES (asked.row_id, asked.aspect, value::materials.country, valid, source) RETURNING id INTO row_id;
	ELSIF asked.aspect IN ('producer', 'country', 'role', 'step') OR asked.aspect = 'inputs' AND value = 'origin' THEN
		relation := 'lot';
		row_id := answer_lot(asked.row_id, asked.aspect, value, source);
	ELSIF asked.aspect = 'inputs' THEN
		IF quantity IS NULL THEN
			RAISE not_null_violation USING MESSAGE = format('input "%s" has no quantity', left(value, 64)), HINT = 'Write it with its unit, as 12 kg; a row "complete" says that there are no others.';
		END IF;
		relation := 'consumption';
		INSERT INTO consumption (output_lot_id, input_lot_id, quantity, source) VALUES (lot_standing(asked.row_id, 'infinity'), named_lot_id(value), quantity, source) RETURNING id INTO row_id;
	ELSIF asked.aspect = 'supplier' THEN
		relation := 'transfer';
		INSERT INTO transfer (lot_id, from_id, source) VALUES (lot_standing(asked.row_id, 'infinity'), party_id(value), source) RETURNING id INTO row_id;
	ELSIF asked.aspect = 'property' THEN
		relation := asked.relation || '_property';
		CASE asked.relation
			WHEN 'line' THEN INSERT INTO line_property (line_id, property, value, source) VALUES (asked.row_id, asked.word, value, source) RETURNING id INTO row_id;
			WHEN 'item' THEN INSERT INTO item_property (item_id, property, value, source) VALUES (asked.row_id, asked.word, value, source) RETURNING id INTO row_id;
			ELSE INSERT INTO lot_property (lot_id, property, value, source) VALUES (lot_standing(asked.row_id, 'infinity'), asked.word, value, source) RETURNING id INTO row_id;
		END CASE;
	ELSE
		RAISE invalid_parameter_value USING MESSAGE = format('question "%s" cannot be answered "%s"', left(asked.key, 100), left(value, 64)),
			HINT = 'A claim is answered yes or no. What only a person can settle (identity, cost, lots) is recorded by other means.';
	END IF;
END
$$;
COMMENT ON FUNCTION answer_fact(supplier_question, bigint, text, materials.share, materials.quantity, daterange, bigint, text) IS 'records the fact that an answer is, and tells its table and row; import_answer calls it';

CREATE OR REPLACE FUNCTION import_answer_row() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
DECLARE
	asked supplier_question;
	days daterange := daterange(NEW.valid_from, NEW.valid_to, '[]');
	last_day date;
	told text := btrim(NEW.value);
	of_document bigint := document_id(NEW.document);
	fact record;
BEGIN
	IF num_nulls(NEW.key, NEW.value, NEW.answered_on) > 0 THEN
		RAISE not_null_violation USING MESSAGE = 'an answer has the key of its question, a value and a day',
			HINT = 'Fill the columns key, value and answered_on; leave rows without an answer out.';
	END IF;
	SELECT q.* INTO asked FROM supplier_question AS q JOIN questionnaire AS n ON n.id = q.questionnaire_id WHERE q.key = NEW.key ORDER BY n.due_on DESC, q.id DESC LIMIT 1;
	IF asked.id IS NULL THEN
		RAISE foreign_key_violation USING MESSAGE = format('there is no question "%s"', left(NEW.key, 100)),
			HINT = 'Keys are those of the questionnaires; ask_suppliers() makes them.';
	END IF;
	last_day := (SELECT n.due_on FROM questionnaire AS n WHERE n.id = asked.questionnaire_id);
	IF NEW.answered_on > last_day THEN
		RAISE invalid_parameter_value USING MESSAGE = format('the answer to "%s" of %s is late: it was due on %s', left(NEW.key, 100), to_char(NEW.answered_on, 'YYYY-MM-DD'), to_char(last_day, 'YYYY-MM-DD')),
			HINT = 'Ask again with a later day: ask_suppliers(subject, rule, due_on).';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('materials answer ' || NEW.key, 'ledger'::regclass::oid::bigint));
	IF EXISTS (SELECT FROM supplier_answer AS a WHERE a.key = NEW.key AND a.value = told AND a.share::text IS NOT DISTINCT FROM NEW.share::text AND a.quantity::text IS NOT DISTINCT FROM NEW.quantity::text AND a.valid = days) THEN
		RETURN NULL;
	-- What holds for some days may hold otherwise for others.
	ELSIF EXISTS (SELECT FROM supplier_answer AS a WHERE a.key = NEW.key AND (a.valid && days OR asked.aspect NOT IN ('holders', 'incorporation', 'principal_place', 'claim'))
			AND (asked.aspect NOT IN ('holders', 'inputs') OR a.value = told OR 'origin' IN (a.value, told))) THEN
		RAISE unique_violation USING MESSAGE = format('question "%s" is answered otherwise', left(NEW.key, 100)),
			DETAIL = format('The answer is "%s".', (SELECT left(a.value, 64) FROM supplier_answer AS a WHERE a.key = NEW.key ORDER BY a.id DESC LIMIT 1)),
			HINT = 'Ask the supplier which is right, and correct the fact.';
	END IF;
	SELECT f.relation, f.row_id INTO fact FROM answer_fact(asked, (SELECT n.party_id FROM questionnaire AS n WHERE n.id = asked.questionnaire_id), told, NEW.share, NEW.quantity, days, of_document, coalesce(NEW.source, format('answer to %s', NEW.key))) AS f;
	INSERT INTO supplier_answer (key, value, share, quantity, answered_on, valid, document_id, relation, row_id, source) VALUES (NEW.key, told, NEW.share, NEW.quantity, NEW.answered_on, days, of_document, fact.relation, fact.row_id, NEW.source);
	INSERT INTO evidence (relation, row_id, document_id, grade) SELECT fact.relation, fact.row_id, of_document, 'C' WHERE of_document IS NOT NULL AND fact.row_id IS NOT NULL;
	RETURN ROW(NEW.*);
END
$$;
COMMENT ON FUNCTION import_answer_row() IS 'records one row of import_answer';
CREATE OR REPLACE TRIGGER import INSTEAD OF INSERT ON import_answer FOR EACH ROW EXECUTE FUNCTION import_answer_row();
