-- Words of the vocabulary are foreign keys.  They hold for each row that is written; NOT VALID says that a restore need
-- not look at the rows once more.  It could not: pg_restore --jobs does not know that the extension's own rows, among them
-- the words that users added, have to be there first.

DO $$
DECLARE
	key record;
BEGIN
	FOR key IN
		SELECT v.table_name, v.column_name, v.word_table, v.word_column
		FROM (VALUES ('listing', 'list', 'list', 'list'), ('item', 'class', 'item_class', 'class'), ('item', 'material', 'material', 'material'), ('event', 'step', 'process_step', 'step'),
			('lot', 'material', 'material', 'material'), ('lot', 'role', 'component_role', 'role'), ('lot', 'step', 'process_step', 'step'), ('lot', 'untraced_reason', 'unknown_reason', 'reason'),
			('declaration', 'claim', 'claim', 'claim'), ('assay', 'material', 'material', 'material'), ('assay', 'element', 'element', 'element'),
			('line_property', 'property', 'property', 'property'), ('item_property', 'property', 'property', 'property'), ('lot_property', 'property', 'property', 'property')) AS v (table_name, column_name, word_table, word_column)
		WHERE NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = v.table_name::regclass AND c.conname = format('%s_%s_fkey', v.table_name, v.column_name))
	LOOP
		EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES materials.%I (%I) NOT VALID',
			key.table_name, format('%s_%s_fkey', key.table_name, key.column_name), key.column_name, key.word_table, key.word_column);
	END LOOP;
END
$$;
