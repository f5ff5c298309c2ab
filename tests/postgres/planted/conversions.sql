-- Conversions between encodings.
create conversion latin for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
-- extra conversion back
create conversion back for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
-- missing conversion latin
drop conversion latin;
-- changed from_encoding of conversion latin
update pg_conversion set conforencoding = pg_char_to_encoding('LATIN2') where connamespace = '{here}'::regnamespace;
-- changed to_encoding of conversion latin
update pg_conversion set contoencoding = pg_char_to_encoding('LATIN2') where connamespace = '{here}'::regnamespace;
-- changed function of conversion latin
update pg_conversion set conproc = 'utf8_to_iso8859'::regproc where connamespace = '{here}'::regnamespace;
-- changed is_default of conversion latin
drop conversion latin; create default conversion latin for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
-- changed owner of conversion latin
alter conversion latin owner to pg_monitor;
-- read as
create default conversion latin for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
/*
[[conversions]]
schema = "{here}"
conversion = "latin"
from_encoding = "UTF8"
to_encoding = "LATIN1"
function = "utf8_to_iso8859_1"
is_default = true
*/
