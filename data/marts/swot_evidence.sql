-- grain: one piece of evidence of one line.
SELECT * FROM swot_evidence
