-- grain: one claim that is not (yet) proven.
SELECT * FROM leads
