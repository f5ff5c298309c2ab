-- Text search.
create text search parser letters (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search parser others (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search template stems (init = dsimple_init, lexize = dsimple_lexize);
create text search template spare (lexize = dsimple_lexize);
create text search dictionary known (template = simple, accept = false);
create text search configuration words (parser = letters);
alter text search configuration words add mapping for word with known;
-- extra text search configuration more
create text search configuration more (parser = letters);
-- missing text search configuration words
drop text search configuration words;
-- changed parser of text search configuration words
update pg_ts_config set cfgparser = (select oid from pg_ts_parser where prsname = 'others' and prsnamespace = '{here}'::regnamespace)
where cfgnamespace = '{here}'::regnamespace;
-- changed mappings of text search configuration words
alter text search configuration words add mapping for email with known;
-- changed owner of text search configuration words
alter text search configuration words owner to pg_monitor;
-- extra text search dictionary more
create text search dictionary more (template = simple);
-- missing text search dictionary known
drop text search configuration words; create text search configuration words (parser = letters);
alter text search configuration words add mapping for word with simple; drop text search dictionary known;
-- changed template of text search dictionary known
update pg_ts_dict set dicttemplate = (select oid from pg_ts_template where tmplname = 'stems' and tmplnamespace = '{here}'::regnamespace)
where dictnamespace = '{here}'::regnamespace;
-- changed options of text search dictionary known
alter text search dictionary known (accept = true);
-- changed owner of text search dictionary known
alter text search dictionary known owner to pg_monitor;
-- extra text search parser more
create text search parser more (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
-- missing text search parser others
drop text search parser others;
-- changed functions of text search parser others
drop text search parser others; create text search parser others
    (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
-- extra text search template more
create text search template more (lexize = dsimple_lexize);
-- missing text search template spare
drop text search template spare;
-- changed functions of text search template spare
drop text search template spare; create text search template spare (init = dsimple_init, lexize = dsimple_lexize);
-- read as
create text search parser letters
    (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template stems (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary known (template = stems, accept = false);
create text search configuration words (parser = letters);
alter text search configuration words add mapping for word, email with known, simple;
/*
[[text_search_configurations]]
schema = "{here}"
configuration = "words"
parser = "{here}.letters"
mappings = "email: {here}.known, simple; word: {here}.known, simple"

[[text_search_dictionaries]]
schema = "{here}"
dictionary = "known"
template = "{here}.stems"
options = "accept = 'false'"

[[text_search_parsers]]
schema = "{here}"
parser = "letters"
functions = "start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype"

[[text_search_templates]]
schema = "{here}"
template = "stems"
functions = "init = dsimple_init, lexize = dsimple_lexize"
*/
