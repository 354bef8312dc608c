"""Who is asked what, and what is to be reached."""

# Ours: files of ours/, each with what it needs of the ledger in its first lines.  Q4 is asked of both readers.
OURS = [
    ('Q1', 'trace_size', 'q1_size'), ('Q1', 'trace_up, all rows', 'q1_rows'),
    ('Q2', 'origins', 'q2_origins'),
    ('Q3', 'where_used', 'q3_where_used'),
    ('Q4', 'screen, by pages', 'q4_pages'), ('Q4', 'screen, by SQL', 'q4_sql'),
    ('Q5', 'control_all', 'q5_control'),
    ('Q6', 'evidence', 'q6_evidence'),
]
POSTGRESQL = [
    ('Q1', 'SQL recursive CTE', 'q1_recursive_cte'), ('Q1', 'PL/pgSQL levels', 'q1_plpgsql_levels'),
    ('Q2', 'SQL window merge', 'q2_window_merge'), ('Q2', 'PL/pgSQL levels', 'q2_plpgsql_levels'), ('Q2', 'PL/pgSQL stages', 'q2_plpgsql_stages'),
    ('Q3', 'SQL recursive CTE', 'q3_recursive_cte'), ('Q3', 'PL/pgSQL levels', 'q3_plpgsql_levels'),
    ('Q4', 'SQL window merge', 'q4_window_merge'), ('Q4', 'PL/pgSQL stages', 'q4_plpgsql_stages'),
    ('Q5', 'SQL window merge', 'q5_window_merge'), ('Q5', 'PL/pgSQL fixpoint', 'q5_plpgsql_fixpoint'),
    ('Q6', 'SQL recursive CTE', 'q6_recursive_cte'), ('Q6', 'PL/pgSQL levels', 'q6_plpgsql_levels'),
]
DUCKDB = [
    ('Q1', 'DuckDB recursive CTE', 'q1_recursive_cte'), ('Q1', 'DuckDB USING KEY', 'q1_using_key'), ('Q2', 'DuckDB GROUP BY', 'q2_group_by'),
    ('Q3', 'DuckDB recursive CTE', 'q3_recursive_cte'), ('Q4', 'DuckDB GROUP BY', 'q4_group_by'), ('Q4', 'DuckDB stages', 'q4_stages'),
    ('Q5', 'DuckDB GROUP BY', 'q5_group_by'), ('Q6', 'DuckDB recursive CTE', 'q6_recursive_cte'),
]
KUZU = [
    ('Q1', 'Kuzu SHORTEST', 'q1_shortest'), ('Q2', 'Kuzu stages', 'q2_stages'), ('Q3', 'Kuzu SHORTEST', 'q3_shortest'),
    ('Q4', 'Kuzu stages', 'q4_stages'), ('Q6', 'Kuzu SHORTEST', 'q6_shortest'),
]
CASES = {'Q1': ('med', 'big'), 'Q2': ('med', 'big'), 'Q3': ('big', 'small'), 'Q4': ('',), 'Q5': ('',), 'Q6': ('med', 'big')}
TITLES = {
    'Q1': 'closure of an end item', 'Q2': 'shares of its origins', 'Q3': 'end items of a supplier', 'Q4': 'screen of all end items',
    'Q5': 'ownership of all parties', 'Q6': 'shortest evidence',
}
CASE_TITLES = {'med': 'median item', 'big': 'largest item', '': ''}
SUPPLIER_TITLES = {'big': 'dominant supplier', 'small': 'small supplier'}

# How many times faster than the best peer and than the best SQL of PostgreSQL; how many times the limit at most.
TARGETS = {
    ('Q1', 'med'): (10, 20, 6), ('Q1', 'big'): (10, 30, 6),
    ('Q2', 'med'): (50, 50, 6), ('Q2', 'big'): (30, 80, 6),
    ('Q3', 'big'): (10, 10, None), ('Q3', 'small'): (3, 4, None),
    ('Q4', ''): (25, 100, 7), ('Q4', 'sql'): (12, 100, 7),
    ('Q5', ''): (15, 40, 5),
    ('Q6', 'med'): (8, 40, 6), ('Q6', 'big'): (8, 40, 6),
}
TARGETS_LARGE = {('Q3', 'big'): (4, 10, None), ('Q3', 'small'): (2, 4, None)}    # from 5 million edges on
LEDGER_EDGE_NS = 20             # Q3, for each edge of the ledger
INGEST_TARGET = 2
SEALING_TARGET = 0.9            # events with a sealer, of those without
VARIANTS = {                    # how the ledger came about, what the generator is told, how many times slower it may be
    'topdown': ('packs first, mines last, then maintained', ['--order', 'topdown'], 1.2),
    'late': ('1 % of the rows after the maintenance', ['--late', '1'], 3),
    'loops': ('recycling loops in 1 % of the lots', ['--loops', '1'], 3),
}
SIZES = {'S': 100_000, 'M': 1_000_000, 'L': 10_000_000}
