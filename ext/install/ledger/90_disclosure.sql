-- Telling an audience who a withheld party is, and telling it no longer.

CREATE OR REPLACE FUNCTION disclosure_write(party text, audience text, given boolean, ground text, from_on date DEFAULT NULL, to_on date DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_variable
DECLARE
	today date := (statement_timestamp() AT TIME ZONE 'UTC')::date;
	begins date := coalesce(from_on, today);
	made bigint;
BEGIN
	IF num_nulls(party, audience, ground) > 0 THEN
		RAISE null_value_not_allowed USING MESSAGE = 'a disclosure needs a party, an audience and a ground',
			HINT = 'The audience is a role, or public; the ground a consent, an order or an agreement.';
	ELSIF audience <> 'public' AND NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = audience) THEN
		RAISE undefined_object USING MESSAGE = format('there is no role "%s"', left(audience, 64)),
			HINT = 'The audience is a role, or public for all who may ask the ledger.';
	ELSIF begins < today OR NOT isfinite(begins) OR to_on < begins OR NOT isfinite(to_on) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a disclosure begins today or later, and ends no earlier than it begins',
			HINT = format('Today is %s in UTC. Leave the last day empty where none is agreed.', to_char(today, 'YYYY-MM-DD'));
	END IF;
	INSERT INTO disclosure (party_id, audience, given, from_on, ground) VALUES (party_id(party), audience, given, begins, ground) RETURNING id INTO made;
	IF to_on IS NOT NULL THEN
		INSERT INTO disclosure (party_id, audience, given, from_on, ground) VALUES (party_id(party), audience, NOT given, to_on + 1, ground);
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION disclosure_write(text, text, boolean, text, date, date) IS 'records that an audience is told, or not told, who a withheld party is; disclose and conceal call it';

CREATE OR REPLACE FUNCTION disclose(party text, audience text, ground text, from_on date DEFAULT NULL, to_on date DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	SELECT disclosure_write(disclose.party, disclose.audience, true, disclose.ground, disclose.from_on, disclose.to_on);
END;
COMMENT ON FUNCTION disclose(text, text, text, date, date) IS 'tells a role, or public, who a withheld party is, from a day (today, where none is given) to a last day, or until conceal; returns the id of the disclosure';

CREATE OR REPLACE FUNCTION conceal(party text, audience text, ground text, from_on date DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
	SELECT disclosure_write(conceal.party, conceal.audience, false, conceal.ground, conceal.from_on, NULL);
END;
COMMENT ON FUNCTION conceal(text, text, text, date) IS 'no longer tells a role, or public, who a withheld party is, from a day (today, where none is given) on; returns the id of the row that says so';
