-- structural: a count or a brand of a mention that is not there.
SELECT 'mention_metrics' AS table_name, mention_id FROM mention_metrics ANTI JOIN mentions USING (mention_id)
UNION ALL SELECT 'mention_brands', mention_id FROM mention_brands ANTI JOIN mentions USING (mention_id);
