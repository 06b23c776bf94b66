-- A line says in one statement what was compared, and beside it what that rests on (`basis`: the gap with its interval, what was
-- counted, q and dates) and, where it gives only their number, who the rivals are.
ALTER TABLE swot ADD COLUMN basis VARCHAR;
ALTER TABLE swot ADD COLUMN rivals VARCHAR;
ALTER TABLE leads ADD COLUMN basis VARCHAR;
ALTER TABLE leads ADD COLUMN rivals VARCHAR;
