-- The smallest set of which a monotone question is answered by yes.  The ledger's own functions to_settle and to_fix call this.

CREATE FUNCTION materials.smallest_set(member_count pg_catalog.int4, asked pg_catalog.regprocedure, about pg_catalog.jsonb, exact pg_catalog.bool, questions_max pg_catalog.int4,
		OUT found pg_catalog.bool, OUT members pg_catalog.int4[], OUT proven pg_catalog.bool, OUT questions pg_catalog.int8)
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION materials.smallest_set(int4, regprocedure, jsonb, bool, int4) IS
	'the smallest set of members (numbered from 1, the most wanted first) that is enough: asked(members integer[], about jsonb) says by true whether some are; who has more than a set that is enough is enough as well. Exact however many questions it takes, or else proven with questions_max of them where that can be; of several smallest sets the one with the most wanted members. found is false where not even all are enough';
