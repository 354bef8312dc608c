-- For determination_survives.pl: every kind of question to the demonstration ledger, a line for each: what was asked, how many rows, and what they say.
SET search_path = demo, materials, public;
SET materials.as_of = '2028-03-01';
SET materials.known_at = '2100-01-01T00:00:00Z';
\set told '(SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM'
SELECT 'trace_up', * FROM :told trace_up('UAS-US-26') AS t) AS a;
SELECT 'trace_down', * FROM :told trace_down('NG-CN-26') AS t) AS a;
SELECT 'trace', * FROM :told trace('UAS-PACK-26A') AS t) AS a;
SELECT 'trace_size', * FROM :told trace_size('UAS-US-26') AS t) AS a;
SELECT 'trace_edges', * FROM :told trace_edges('UAS-US-26') AS t) AS a;
SELECT 'origins_lot', * FROM :told origins('UAS-US-26') AS t) AS a;
SELECT 'origins_country', * FROM :told origins('UAS-US-26', 'cost', 'country') AS t) AS a;
SELECT 'paths', * FROM :told paths('UAS-PACK-26A', k => 3, countries => '{CN}') AS t) AS a;
SELECT 'evidence_path', * FROM :told evidence_path('UAS-US-26', parties => ARRAY['BEIHE']) AS t) AS a;
SELECT 'evidence_tier', * FROM :told evidence_tier('UAS-US-26', countries => '{CN}') AS t) AS a;
SELECT 'where_used', * FROM :told where_used(parties => '{BEIHE}') AS t) AS a;
SELECT 'recall', * FROM :told recall('NG-CN-26') AS t) AS a;
SELECT 'exposure', * FROM :told exposure('BESS-OF-C', countries => '{CN}') AS t) AS a;
SELECT 'exposure_total', * FROM :told exposure_total('UAS-IW', countries => '{CN}', threshold => 0.05) AS t) AS a;
-- Verdicts, and what is made of them.
SELECT 'concentration', * FROM :told concentration() AS t) AS a;
SELECT 'concentration_country', * FROM :told concentration_country() AS t) AS a;
SELECT 'explode', * FROM :told explode('BAT-UAS', '1000000 each') AS t) AS a;
SELECT 'explode_material', * FROM :told explode_material('BAT-UAS', '1000000 each') AS t) AS a;
SELECT 'custody_chain', * FROM :told custody_chain('UAS-PACK-26A') AS t) AS a;
SELECT 'custody_finding', * FROM :told custody_finding() AS t) AS a;
SELECT 'control', * FROM :told control('SELANGOR') AS t) AS a;
SELECT 'control_all', * FROM :told control_all() AS t) AS a;
SELECT 'integrated_ownership', * FROM :told integrated_ownership('YZFUND') AS t) AS a;
SELECT 'screen_party', * FROM :told screen_party(decided => true) AS t) AS a;
SELECT 'check_party', * FROM :told "check"('SELANGOR', subject_kind => 'party') AS t) AS a;
SELECT 'screen', * FROM :told screen('10USC4865') AS t) AS a;
SELECT 'explain', * FROM :told explain('UAS-01', '10USC4865') AS t) AS a;
SELECT 'to_settle', * FROM :told to_settle('EOD-01', '10USC4865') AS t) AS a;
SELECT 'to_fix', * FROM :told to_fix('UAS-01', '10USC4865') AS t) AS a;
SELECT 'verdict_calendar', * FROM :told verdict_calendar('HEL-01', '10USC4865', '2026-11-21', '2034-12-31') AS t) AS a;
SELECT 'verdict_diff', * FROM :told verdict_diff('UAS-01', '10USC4865', '2020-01-01') AS t) AS a;
SELECT 'replay', * FROM :told replay() AS t) AS a;
SELECT 'verify', * FROM :told (SELECT count(*) + 1 AS found FROM verify(checkpoint())) AS t) AS a;
SELECT 'checkpoint', * FROM :told checkpoint() AS t) AS a;
SELECT 'export_proof', * FROM :told (SELECT export_proof(d.code) FROM determination AS d ORDER BY d.id LIMIT 1) AS t) AS a;
SELECT 'dossier_html', * FROM :told dossier_html('UAS-01') AS t) AS a;
SELECT 'portfolio_html', * FROM :told portfolio_html() AS t) AS a;
SELECT 'flow_svg', * FROM :told flow_svg('UAS-US-26') AS t) AS a;
SELECT 'flow_dot', * FROM :told flow_dot('UAS-US-26') AS t) AS a;
SELECT 'epcis_export', * FROM :told (SELECT epcis_export()::jsonb - 'creationDate') AS t) AS a;
SELECT 'catenax_export', * FROM :told catenax_export('UAS-PACK-26A') AS t) AS a;
SELECT 'passport_export', * FROM :told passport_export('UAS-PACK-26A') AS t) AS a;
SELECT 'bods_export', * FROM :told bods_export() AS t) AS a;
SELECT format('SELECT %L, * FROM (SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM %I AS t) AS a', c.relname, c.relname)
FROM pg_class AS c WHERE c.relnamespace = 'demo'::regnamespace AND c.relname LIKE 'bi\_%' AND c.relkind = 'v' AND c.relname NOT LIKE '%\_live' ORDER BY c.relname COLLATE "C" \gexec
-- What is supposed is held in the session, not written.
BEGIN;
SELECT 'suppose', suppose_supplier('BEIHE', 'TAMARACK', country => 'US');
SELECT 'supposed', * FROM :told "check"('UAS-01', '10USC4865') AS t) AS a;
COMMIT;
