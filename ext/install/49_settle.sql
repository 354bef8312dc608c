-- Rows that the ledger's functions to_settle and to_fix answer.

CREATE TYPE materials.settle_row AS (
	place integer,
	kind text,
	about_kind text,
	about text,
	wanted text,
	ask text,
	share_removed numeric,
	share_exact text,
	needed boolean,
	decides text,
	status text,
	status_after text,
	reason_after text,
	proven boolean
);
COMMENT ON TYPE materials.settle_row IS 'a fact that nobody knows: what the ledger function to_settle answers';
COMMENT ON COLUMN materials.settle_row.place IS 'whom to ask first: the fact that removes most of what is unknown';
COMMENT ON COLUMN materials.settle_row.kind IS 'party (who holds it, where it belongs), source (who made a lot, and where), supplier (who passed it on), inputs, claim (a statement that the rule wants), property, role, step, cost or lots (which fill a line)';
COMMENT ON COLUMN materials.settle_row.about_kind IS 'party, lot, item or line';
COMMENT ON COLUMN materials.settle_row.about IS 'its code';
COMMENT ON COLUMN materials.settle_row.wanted IS 'what is to be found out, in words';
COMMENT ON COLUMN materials.settle_row.ask IS 'code of the party to ask; empty where nobody is recorded';
COMMENT ON COLUMN materials.settle_row.share_removed IS 'by how much the bounds of the share that the rule compares come together when this alone is answered, and answered well; rounded down at 20 digits, empty without a share or where too many facts are unknown to try each';
COMMENT ON COLUMN materials.settle_row.share_exact IS 'the bounds then, exactly';
COMMENT ON COLUMN materials.settle_row.needed IS 'true where it is one of the smallest set of answers that settles the verdict, if they are good; empty where no set does';
COMMENT ON COLUMN materials.settle_row.decides IS 'the verdict that a bad answer to this alone would settle; empty where it would leave it open or that was not tried';
COMMENT ON COLUMN materials.settle_row.status IS 'verdict now';
COMMENT ON COLUMN materials.settle_row.status_after IS 'verdict when all that are needed are answered well; where no set settles it, when all are that can be';
COMMENT ON COLUMN materials.settle_row.reason_after IS 'its reason: where it is still open, by what';
COMMENT ON COLUMN materials.settle_row.proven IS 'true where no smaller set settles it; false where none of the set can be left out, and no more was asked; empty where no set settles it';

CREATE TYPE materials.fix_row AS (
	place integer,
	supplier text,
	supplier_name text,
	item text,
	material text,
	lots text,
	needed boolean,
	alternates text,
	status text,
	status_after text,
	reason_after text,
	proven boolean
);
COMMENT ON TYPE materials.fix_row IS 'a supplier who could be replaced: what the ledger function to_fix answers';
COMMENT ON COLUMN materials.fix_row.place IS 'order: those that are needed first';
COMMENT ON COLUMN materials.fix_row.supplier IS 'code of the maker, or of who passed the lots on; empty where nobody is recorded';
COMMENT ON COLUMN materials.fix_row.supplier_name IS 'its name';
COMMENT ON COLUMN materials.fix_row.item IS 'part number of what it supplies';
COMMENT ON COLUMN materials.fix_row.material IS 'material of what it supplies';
COMMENT ON COLUMN materials.fix_row.lots IS 'codes of its lots in what is bought';
COMMENT ON COLUMN materials.fix_row.needed IS 'true where it is one of the smallest set of suppliers whose replacement turns the verdict; empty where no set does';
COMMENT ON COLUMN materials.fix_row.alternates IS 'codes of parties that made the same and with which the verdict turns as well; empty where a new supplier is needed';
COMMENT ON COLUMN materials.fix_row.status IS 'verdict now';
COMMENT ON COLUMN materials.fix_row.status_after IS 'verdict when all that are needed are replaced by suppliers of whom nothing is to be said; where no set turns it, when all are replaced';
COMMENT ON COLUMN materials.fix_row.reason_after IS 'its reason: where the verdict does not turn, why';
COMMENT ON COLUMN materials.fix_row.proven IS 'true where no smaller set turns it; false where none of the set can be left out, and no more was asked; empty where no set turns it';

CREATE FUNCTION materials.settle_ids(about jsonb, key text) RETURNS bigint[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN jsonb_typeof(settle_ids.about -> settle_ids.key) = 'array' THEN ARRAY(SELECT i.id::bigint FROM jsonb_array_elements_text(settle_ids.about -> settle_ids.key) AS i (id)) END;
END;
COMMENT ON FUNCTION materials.settle_ids(jsonb, text) IS 'numbers in an array of a JSON object; empty where it has none';
