-- World production, against which shares of one's own are compared.  Public domain: U.S. Geological Survey, Mineral Commodity
-- Summaries 2026.  The figures of 2025 are estimates of the Survey's.

CREATE TABLE materials.world_production (
	material text NOT NULL REFERENCES materials.material (material),
	stage text NOT NULL,
	year integer NOT NULL CHECK (year BETWEEN 1900 AND 2200),
	place text NOT NULL CHECK (place = 'other' OR place = (place::materials.country)::text),
	amount numeric CHECK (amount >= 0),
	unit text NOT NULL,
	source text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (material, stage, year, place)
);
COMMENT ON TABLE materials.world_production IS 'how much of a material the world and its countries made: statistics to compare with, no evidence of an origin';
COMMENT ON COLUMN materials.world_production.material IS 'material, as in materials.material; of graphite, natural graphite';
COMMENT ON COLUMN materials.world_production.stage IS 'stage at which it is counted, as in materials.process_step';
COMMENT ON COLUMN materials.world_production.year IS 'calendar year';
COMMENT ON COLUMN materials.world_production.place IS 'country, ISO 3166-1, or other for all countries that are not listed';
COMMENT ON COLUMN materials.world_production.amount IS 'amount in the unit beside; empty where the source withholds it, which is not nothing';
COMMENT ON COLUMN materials.world_production.unit IS 'unit of the amount';
COMMENT ON COLUMN materials.world_production.source IS 'publication';
COMMENT ON COLUMN materials.world_production.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.world_production (material, stage, year, place, amount, unit, source, builtin)
	SELECT v.material, v.stage, v.year, u.place, u.amount, v.unit, 'U.S. Geological Survey, Mineral Commodity Summaries 2026', true
	FROM (VALUES
		('cobalt', 'extraction', 2024, 'metric tons, cobalt content', ARRAY['US', 'AU', 'CA', 'CN', 'CD', 'CU', 'ID', 'MG', 'PG', 'PH', 'RU', 'TR', 'other'], ARRAY[200, 4780, 3350, 2000, 226000, 3450, 35000, 3100, 2630, 3100, 8000, 2200, 7780]::numeric[]),
		('cobalt', 'extraction', 2025, 'metric tons, cobalt content', ARRAY['US', 'AU', 'CA', 'CN', 'CD', 'CU', 'ID', 'MG', 'PG', 'PH', 'RU', 'TR', 'other'], ARRAY[300, 3700, 3500, 2000, 230000, 2000, 44000, 3900, 2800, 3700, 7700, 1900, 9100]::numeric[]),
		('lithium', 'extraction', 2024, 'metric tons, lithium content', ARRAY['US', 'AR', 'AU', 'BR', 'CA', 'CL', 'CN', 'ML', 'PT', 'ZW', 'other'], ARRAY[NULL, 13800, 82700, 10200, 4820, 48900, 41400, 770, 380, 20000, 0]::numeric[]),
		('lithium', 'extraction', 2025, 'metric tons, lithium content', ARRAY['US', 'AR', 'AU', 'BR', 'CA', 'CL', 'CN', 'ML', 'PT', 'ZW', 'other'], ARRAY[NULL, 23000, 92000, 12000, 5600, 56000, 62000, 9400, 380, 28000, 0]::numeric[]),
		('graphite', 'extraction', 2024, 'metric tons', ARRAY['US', 'AT', 'BR', 'CA', 'CN', 'DE', 'IN', 'KP', 'KR', 'MG', 'MX', 'MZ', 'NO', 'RU', 'LK', 'TZ', 'TR', 'UA', 'VN'], ARRAY[0, 100, 58000, 11700, 1270000, 140, 17600, 8100, 1000, 85000, 706, 39000, 5340, 20000, 3000, 27000, 2600, 900, 500]::numeric[]),
		('graphite', 'extraction', 2025, 'metric tons', ARRAY['US', 'AT', 'BR', 'CA', 'CN', 'DE', 'IN', 'KP', 'KR', 'MG', 'MX', 'MZ', 'NO', 'RU', 'LK', 'TZ', 'TR', 'UA', 'VN'], ARRAY[0, 200, 65000, 8000, 1400000, 140, 17000, 8000, 500, 80000, 740, 60000, 6600, 25000, 3200, 75000, 2200, 800, 500]::numeric[]),
		('gallium', 'processing', 2024, 'kilograms, gallium content', ARRAY['US', 'CN', 'JP', 'RU', 'other'], ARRAY[0, 839000, 3000, 6000, 0]::numeric[]),
		('gallium', 'processing', 2025, 'kilograms, gallium content', ARRAY['US', 'CN', 'JP', 'RU', 'other'], ARRAY[0, 900000, 3000, 6000, 0]::numeric[]),
		('nickel', 'extraction', 2024, 'metric tons, nickel content', ARRAY['US', 'AU', 'BR', 'CA', 'CN', 'ID', 'NC', 'PH', 'RU', 'other'], ARRAY[7490, 98000, 67500, 125000, 115000, 2310000, 116000, 354000, 205000, 308000]::numeric[]),
		('nickel', 'extraction', 2025, 'metric tons, nickel content', ARRAY['US', 'AU', 'BR', 'CA', 'CN', 'ID', 'NC', 'PH', 'RU', 'other'], ARRAY[10000, 45000, 70000, 140000, 120000, 2600000, 140000, 270000, 200000, 290000]::numeric[]),
		('rare_earth_ore', 'extraction', 2024, 'metric tons of rare-earth oxide equivalent', ARRAY['US', 'AU', 'BR', 'MM', 'CA', 'CN', 'GL', 'IN', 'MG', 'MY', 'NG', 'RU', 'ZA', 'TZ', 'TH', 'VN', 'other'], ARRAY[45500, 29000, 560, 27000, 0, 270000, 0, 2900, 1400, 140, 1500, 2600, 0, 0, 2100, 300, 1000]::numeric[]),
		('rare_earth_ore', 'extraction', 2025, 'metric tons of rare-earth oxide equivalent', ARRAY['US', 'AU', 'BR', 'MM', 'CA', 'CN', 'GL', 'IN', 'MG', 'MY', 'NG', 'RU', 'ZA', 'TZ', 'TH', 'VN', 'other'], ARRAY[51000, 29000, 2000, 22000, 0, 270000, 0, 2900, 2700, 110, 1500, 2600, 0, 0, 4800, 150, 550]::numeric[])
		) AS v (material, stage, year, unit, places, amounts) CROSS JOIN LATERAL unnest(v.places, v.amounts) AS u (place, amount);
SELECT pg_catalog.pg_extension_config_dump('materials.world_production', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.world_production TO PUBLIC;
