-- grain: one stratum of the sample that measures models here: how many texts it has, the largest first.
SELECT stratum, language, text_kind, count(*) AS texts
FROM sampling_frame
GROUP BY stratum, language, text_kind
ORDER BY texts DESC, stratum;
