-- Keys, covering indexes both ways (every peer gets index-only scans), and a present: cs, where the share of each input in
-- its output is computed beforehand.
SET search_path = plain;
ALTER TABLE lot ADD PRIMARY KEY (id);
CREATE INDEX lot_producer ON lot (producer);
CREATE INDEX lot_material ON lot (material);
CREATE UNIQUE INDEX consumption_up ON consumption (output_lot, input_lot) INCLUDE (amount);
CREATE INDEX consumption_down ON consumption (input_lot) INCLUDE (output_lot, amount);
CREATE TABLE cs AS SELECT output_lot, input_lot, amount / sum(amount) OVER (PARTITION BY output_lot) AS share FROM consumption;
CREATE INDEX cs_up ON cs (output_lot) INCLUDE (input_lot, share);
CREATE INDEX cs_down ON cs (input_lot) INCLUDE (output_lot, share);
ALTER TABLE consumption ADD FOREIGN KEY (output_lot) REFERENCES lot, ADD FOREIGN KEY (input_lot) REFERENCES lot;
ALTER TABLE lot ADD FOREIGN KEY (material) REFERENCES material, ADD FOREIGN KEY (facility) REFERENCES facility,
	ADD FOREIGN KEY (producer) REFERENCES party;
