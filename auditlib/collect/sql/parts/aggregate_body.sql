-- Part: what CREATE AGGREGATE was told, by name; the parts that were left out are not named.
pg_catalog.concat_ws(
    ', ',
    case g.aggkind when 'o' then 'ordered set of ' || g.aggnumdirectargs when 'h' then 'hypothetical set of ' || g.aggnumdirectargs end,
    'sfunc = ' || g.aggtransfn, 'stype = ' || pg_catalog.format_type(g.aggtranstype, null),
    'sspace = ' || nullif(g.aggtransspace, 0), 'finalfunc = ' || nullif(g.aggfinalfn, 0)::pg_catalog.regproc,
    case when g.aggfinalextra then 'finalfunc_extra' end, 'finalfunc_modify = ' || nullif(g.aggfinalmodify, 'r')::text,
    'combinefunc = ' || nullif(g.aggcombinefn, 0)::pg_catalog.regproc, 'serialfunc = ' || nullif(g.aggserialfn, 0)::pg_catalog.regproc,
    'deserialfunc = ' || nullif(g.aggdeserialfn, 0)::pg_catalog.regproc, 'initcond = ' || pg_catalog.quote_literal(g.agginitval),
    'msfunc = ' || nullif(g.aggmtransfn, 0)::pg_catalog.regproc, 'minvfunc = ' || nullif(g.aggminvtransfn, 0)::pg_catalog.regproc,
    'mstype = ' || pg_catalog.format_type(nullif(g.aggmtranstype, 0), null), 'msspace = ' || nullif(g.aggmtransspace, 0),
    'mfinalfunc = ' || nullif(g.aggmfinalfn, 0)::pg_catalog.regproc, case when g.aggmfinalextra then 'mfinalfunc_extra' end,
    'mfinalfunc_modify = ' || nullif(g.aggmfinalmodify, 'r')::text, 'minitcond = ' || pg_catalog.quote_literal(g.aggminitval),
    'sortop = ' || nullif(g.aggsortop, 0)::pg_catalog.regoperator
)
