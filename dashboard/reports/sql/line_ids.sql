-- grain: one line or lead of one edition
SELECT edition, 'line' AS section, brand, line_id, coalesce(headline, statement) AS headline FROM swot
UNION ALL
SELECT edition, 'lead', brand, line_id, coalesce(headline, statement) FROM leads
ORDER BY edition, section DESC, line_id
