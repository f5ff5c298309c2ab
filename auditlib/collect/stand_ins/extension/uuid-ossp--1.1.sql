-- Stand-in for uuid-ossp in a scratch server: every function, in SQL. Versions 1 are random, 3 and 5 are exact.

create function uuid_nil() returns uuid language sql immutable strict parallel safe
    as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
create function uuid_ns_dns() returns uuid language sql immutable strict parallel safe
    as $$ select '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
create function uuid_ns_url() returns uuid language sql immutable strict parallel safe
    as $$ select '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
create function uuid_ns_oid() returns uuid language sql immutable strict parallel safe
    as $$ select '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
create function uuid_ns_x500() returns uuid language sql immutable strict parallel safe
    as $$ select '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

create function uuid_generate_v4() returns uuid language sql volatile strict parallel safe
    as $$ select pg_catalog.gen_random_uuid() $$;
create function uuid_generate_v1() returns uuid language sql volatile strict parallel safe
    as $$ select pg_catalog.overlay(pg_catalog.gen_random_uuid()::text, '1', 15, 1)::uuid $$;
create function uuid_generate_v1mc() returns uuid language sql volatile strict parallel safe
    as $$ select pg_catalog.overlay(pg_catalog.gen_random_uuid()::text, '1', 15, 1)::uuid $$;

create function uuid_generate_v3(namespace uuid, name text) returns uuid language plpgsql immutable strict parallel safe
as $$
declare
    hash bytea := decode(md5(uuid_send(namespace) || convert_to(name, 'utf8')), 'hex');
begin
    hash := set_byte(hash, 6, (get_byte(hash, 6) & 15) | 48);
    return encode(set_byte(hash, 8, (get_byte(hash, 8) & 63) | 128), 'hex')::uuid;
end
$$;

-- The server's core has no SHA-1.
create function uuid_generate_v5(namespace uuid, name text) returns uuid language plpgsql immutable strict parallel safe
as $$
declare
    message bytea := uuid_send(namespace) || convert_to(name, 'utf8');
    size int := length(message);
    h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    r bigint[];
    w bigint[];
    f bigint;
    k bigint;
    t bigint;
    low constant bigint := 4294967295;
    hash bytea;
begin
    message := message || '\x80' || decode(repeat('00', (119 - size % 64) % 64), 'hex') || int8send(size * 8::bigint);
    for block in 0 .. length(message) / 64 - 1 loop
        w := array[]::bigint[];
        for i in 0 .. 79 loop
            if i < 16 then
                t := ('x' || encode(substr(message, block * 64 + i * 4 + 1, 4), 'hex'))::bit(32)::bigint & low;
            else
                t := w[i - 2] # w[i - 7] # w[i - 13] # w[i - 15];
                t := ((t << 1) | (t >> 31)) & low;
            end if;
            w := w || t;
        end loop;
        r := h;
        for i in 0 .. 79 loop
            case i / 20
                when 0 then f := (r[2] & r[3]) | (~r[2] & low & r[4]); k := 1518500249;
                when 1 then f := r[2] # r[3] # r[4]; k := 1859775393;
                when 2 then f := (r[2] & r[3]) | (r[2] & r[4]) | (r[3] & r[4]); k := 2400959708;
                else f := r[2] # r[3] # r[4]; k := 3395469782;
            end case;
            t := ((((r[1] << 5) | (r[1] >> 27)) & low) + f + r[5] + k + w[i + 1]) & low;
            r := array[t, r[1], ((r[2] << 30) | (r[2] >> 2)) & low, r[3], r[4]];
        end loop;
        for i in 1 .. 5 loop
            h[i] := (h[i] + r[i]) & low;
        end loop;
    end loop;
    hash := substr(int8send(h[1]), 5) || substr(int8send(h[2]), 5) || substr(int8send(h[3]), 5) || substr(int8send(h[4]), 5);
    hash := set_byte(hash, 6, (get_byte(hash, 6) & 15) | 80);
    return encode(set_byte(hash, 8, (get_byte(hash, 8) & 63) | 128), 'hex')::uuid;
end
$$;
