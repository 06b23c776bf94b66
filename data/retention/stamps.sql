-- Which columns of which tables of the warehouse have one of these names.
SELECT table_name, column_name FROM duckdb_columns() AS c
WHERE list_contains(?, column_name) AND EXISTS (
    FROM duckdb_tables() AS t
    WHERE t.database_name = c.database_name AND t.schema_name = c.schema_name AND t.table_name = c.table_name AND NOT t.temporary)
ORDER BY table_name, column_name;
