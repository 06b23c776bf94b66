-- grain: one mention at one moment at which a count differed from before.
SELECT * FROM mention_metrics
