-- structural: a key that stands twice. The load keeps keys unique without indexes; this proves it.
SELECT 'faqs' AS table_name, faq_id AS key, count(*) AS rows FROM faqs GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'reviews', review_id, count(*) FROM reviews GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'mentions', mention_id, count(*) FROM mentions GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'mention_brands', concat_ws(' ', mention_id, brand), count(*) FROM mention_brands GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'mention_metrics', concat_ws(' ', mention_id, observed_at), count(*) FROM mention_metrics GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'surveys', concat_ws(chr(31), brand, survey, respondent_key, coalesce(asked_at::VARCHAR, '-'), question, metric), count(*)
    FROM surveys GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'mystery_shops', concat_ws(chr(31), brand, channel, asked_at, question), count(*)
    FROM mystery_shops GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'keywords', concat_ws(chr(31), keyword, market, source, month), count(*) FROM keywords GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'goals', concat_ws(chr(31), brand, metric, due), count(*) FROM goals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'visits', concat_ws(' ', run_id, url, kind), count(*) FROM visits GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'rankings', concat_ws(' ', run_id, engine, market, device, keyword, overall_position), count(*)
    FROM rankings GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'channels', concat_ws(' ', brand, kind, vendor, address), count(*) FROM channels GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'source_totals', concat_ws(' ', run_id, brand, source), count(*) FROM source_totals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'opinions', concat_ws(' ', record_kind, record_id, brand, start, driver), count(*) FROM opinions GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'gaps', concat_ws(' ', edition, brand, rival, kind, topic, metric), count(*) FROM gaps GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'swot', concat_ws(' ', edition, brand, line_id), count(*) FROM swot GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'leads', concat_ws(' ', edition, brand, line_id), count(*) FROM leads GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'swot_evidence', concat_ws(' ', edition, line_id, position), count(*) FROM swot_evidence GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'corrections', concat_ws(' ', record_kind, record_id, start, driver, field), count(*) FROM corrections GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'topic_proposals', proposal_id, count(*) FROM topic_proposals GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'topic_examples', concat_ws(' ', proposal_id, position), count(*) FROM topic_examples GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'ledger', file, count(*) FROM ledger GROUP BY ALL HAVING count(*) > 1
UNION ALL SELECT 'meant_labels', concat_ws(' ', mention_id, brand), count(*) FROM meant_labels GROUP BY ALL HAVING count(*) > 1;
