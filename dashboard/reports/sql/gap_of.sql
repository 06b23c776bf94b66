-- grain: one comparison of an edition
SELECT * FROM gaps WHERE edition = $edition AND brand = $brand AND rival = $rival AND kind = $gap_kind AND topic = $topic
