-- structural: a key that a table holds twice. The load keeps keys unique without indexes; this proves it. Keys of the kinds of
-- records are proven by data.publish.
SELECT 'mention_brands' AS table_name, concat_ws(' ', mention_id, brand) AS key, count(*) AS rows FROM mention_brands GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'mention_metrics', concat_ws(' ', mention_id, observed_at), count(*) FROM mention_metrics GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'opinions', concat_ws(' ', record_kind, record_id, brand, start, driver), count(*) FROM opinions GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'gaps', concat_ws(' ', edition, brand, rival, kind, topic, metric), count(*) FROM gaps GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'swot', concat_ws(' ', edition, brand, line_id), count(*) FROM swot GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'leads', concat_ws(' ', edition, brand, line_id), count(*) FROM leads GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'swot_evidence', concat_ws(' ', edition, line_id, position), count(*) FROM swot_evidence GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'signals', signal_id, count(*) FROM signals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'signal_evidence', concat_ws(' ', signal_id, position), count(*) FROM signal_evidence GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'corrections', concat_ws(' ', record_kind, record_id, start, driver, field), count(*) FROM corrections GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'topic_proposals', proposal_id, count(*) FROM topic_proposals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'topic_examples', concat_ws(' ', proposal_id, position), count(*) FROM topic_examples GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'ledger', file, count(*) FROM ledger GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'meant_labels', concat_ws(' ', mention_id, brand), count(*) FROM meant_labels GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'text_sample', concat_ws(' ', record_kind, record_id), count(*) FROM text_sample GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'evaluations', concat_ws(' ', language, model, text_kind), count(*) FROM evaluations GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'personas', concat_ws(' ', edition, persona), count(*) FROM personas GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'persona_proposals', concat_ws(' ', edition, proposal_id), count(*) FROM persona_proposals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'persona_examples', concat_ws(' ', edition, proposal_id, position), count(*) FROM persona_examples GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'persona_texts', concat_ws(' ', persona, record_kind, record_id), count(*) FROM persona_texts GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'persona_scores', concat_ws(' ', edition, persona, brand, measure, driver, language), count(*) FROM persona_scores GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'journey', concat_ws(' ', edition, persona, brand, stage, touchpoint), count(*) FROM journey GROUP BY ALL HAVING count(*) > 1;
