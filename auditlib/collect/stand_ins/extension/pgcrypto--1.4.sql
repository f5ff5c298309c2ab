-- Stand-in for pgcrypto in a scratch server: every signature of 1.4. Hashes (but SHA-1) and random bytes are real;
-- what encrypts or signs raises an error when it is called, for a schema audit never calls it.

create function gen_random_uuid() returns uuid language sql volatile parallel safe
    as $$ select pg_catalog.gen_random_uuid() $$;

create function gen_random_bytes(int4) returns bytea language plpgsql volatile strict parallel safe
as $$
begin
    if $1 not between 1 and 1024 then
        raise 'Length not in range' using errcode = 'external_routine_invocation_exception';
    end if;
    return substr(decode((select string_agg(replace(pg_catalog.gen_random_uuid()::text, '-', ''), '')
        from generate_series(0, $1 / 16)), 'hex'), 1, $1);
end
$$;

create function digest(bytea, text) returns bytea language plpgsql immutable strict parallel safe
as $$
begin
    case lower($2)
        when 'md5' then return decode(md5($1), 'hex');
        when 'sha224' then return sha224($1);
        when 'sha256' then return sha256($1);
        when 'sha384' then return sha384($1);
        when 'sha512' then return sha512($1);
        else raise 'auditlib''s stand-in for pgcrypto cannot use "%"', $2 using errcode = 'feature_not_supported',
            hint = 'Replay on a server that has pgcrypto: give --scratch-url or --pg-bin.';
    end case;
end
$$;

-- It does not call the first: the schema of an extension may change, and no search path is safe to assume.
create function digest(text, text) returns bytea language plpgsql immutable strict parallel safe
as $$
begin
    case lower($2)
        when 'md5' then return decode(md5($1), 'hex');
        when 'sha224' then return sha224(convert_to($1, 'utf8'));
        when 'sha256' then return sha256(convert_to($1, 'utf8'));
        when 'sha384' then return sha384(convert_to($1, 'utf8'));
        when 'sha512' then return sha512(convert_to($1, 'utf8'));
        else raise 'auditlib''s stand-in for pgcrypto cannot use "%"', $2 using errcode = 'feature_not_supported',
            hint = 'Replay on a server that has pgcrypto: give --scratch-url or --pg-bin.';
    end case;
end
$$;

do $make$
declare
    signature text;
    wanted text[] := array[
        'hmac(text, text, text) returns bytea', 'hmac(bytea, bytea, text) returns bytea',
        'crypt(text, text) returns text', 'gen_salt(text) returns text', 'gen_salt(text, int4) returns text',
        'encrypt(bytea, bytea, text) returns bytea', 'decrypt(bytea, bytea, text) returns bytea',
        'encrypt_iv(bytea, bytea, bytea, text) returns bytea', 'decrypt_iv(bytea, bytea, bytea, text) returns bytea',
        'pgp_sym_encrypt(text, text) returns bytea', 'pgp_sym_encrypt_bytea(bytea, text) returns bytea',
        'pgp_sym_encrypt(text, text, text) returns bytea', 'pgp_sym_encrypt_bytea(bytea, text, text) returns bytea',
        'pgp_sym_decrypt(bytea, text) returns text', 'pgp_sym_decrypt_bytea(bytea, text) returns bytea',
        'pgp_sym_decrypt(bytea, text, text) returns text', 'pgp_sym_decrypt_bytea(bytea, text, text) returns bytea',
        'pgp_pub_encrypt(text, bytea) returns bytea', 'pgp_pub_encrypt_bytea(bytea, bytea) returns bytea',
        'pgp_pub_encrypt(text, bytea, text) returns bytea', 'pgp_pub_encrypt_bytea(bytea, bytea, text) returns bytea',
        'pgp_pub_decrypt(bytea, bytea) returns text', 'pgp_pub_decrypt_bytea(bytea, bytea) returns bytea',
        'pgp_pub_decrypt(bytea, bytea, text) returns text', 'pgp_pub_decrypt_bytea(bytea, bytea, text) returns bytea',
        'pgp_pub_decrypt(bytea, bytea, text, text) returns text',
        'pgp_pub_decrypt_bytea(bytea, bytea, text, text) returns bytea',
        'pgp_key_id(bytea) returns text', 'armor(bytea) returns text', 'armor(bytea, text[], text[]) returns text',
        'dearmor(text) returns bytea',
        'pgp_armor_headers(text, out key text, out value text) returns setof record',
        'fips_mode() returns bool'];
begin
    foreach signature in array wanted loop
        execute format('create function %s language plpgsql %s strict parallel safe as %L', signature,
            case when signature ~ '^(gen_salt|pgp_\w+_encrypt)' then 'volatile' else 'immutable' end,
            format('begin raise %L using errcode = ''feature_not_supported'', hint = %L; end',
                'auditlib''s stand-in for pgcrypto has no ' || split_part(signature, '(', 1) || '()',
                'Replay on a server that has pgcrypto: give --scratch-url or --pg-bin.'));
    end loop;
end
$make$;
