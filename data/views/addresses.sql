-- One page, whatever its address ends with: without its fragment and closing slashes.
CREATE OR REPLACE TEMP MACRO page_of(url) AS rtrim(split_part(url, '#', 1), '/');

-- Where a text can be looked up: its page or, of an imported file that gives none, the file's source.
CREATE OR REPLACE TEMP MACRO page_or_source(url, source) AS
    coalesce(nullif(trim(url), ''), 'import:' || if(source = 'import', 'file', source));
