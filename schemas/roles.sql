-- Who may do what in a reporting database on PostgreSQL 15 or newer.
--
--     psql --set=ON_ERROR_STOP=1 --dbname=DATABASE --file=roles.sql
--
-- A superuser runs it in the database before the owner's first `verbale migrate`, and again after each one: tables and views that
-- came since are granted then. It may be run any number of times; what was granted by hand to the last two roles is taken back.
--
-- verbale_owner    makes the tables and brings them up to date: `verbale migrate`. It owns them, and is used for nothing else.
-- verbale_loader   imports, decides, registers, clears: adds rows. It can neither change nor remove an answer, a reply, a decision,
--                  an entry of the register or the history of clearance. It does replace what can be made again: the tables filled
--                  from the schemas, the findings of a file that is tried again, what is in force by the decisions, and what became
--                  of a file or a run.
-- verbale_analyst  reads the views that schemas/database.md describes, but for `unplaced` and `cell_note`: these hold what people
--                  wrote where nothing was asked, names and addresses among it.
--
-- The roles have no password. Give them one (`ALTER ROLE verbale_loader PASSWORD …`), or make them roles of persons
-- (`GRANT verbale_analyst TO …`), as the server's pg_hba.conf asks for.

BEGIN;

DO $$
DECLARE
    role TEXT;
BEGIN
    FOREACH role IN ARRAY ARRAY['verbale_owner', 'verbale_loader', 'verbale_analyst'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
        EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), role);
    END LOOP;
END
$$;

-- Not from the owner, whose rights to its own tables would go as well.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM verbale_loader, verbale_analyst;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM verbale_loader, verbale_analyst;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO verbale_owner;
GRANT USAGE ON SCHEMA public TO verbale_loader, verbale_analyst;

DO $$
DECLARE
    -- Filled from the schemas.
    reference CONSTANT TEXT[] := ARRAY[
        'schemas_state', 'code', 'region', 'area_record', 'edition', 'item', 'dimension', 'status', 'kind', 'collection_record',
        'addressee_record', 'crosswalk_record'
    ];
    -- Derived from replies, decisions and the register.
    derived CONSTANT TEXT[] := ARRAY['standing', 'settled', 'file_entry', 'reply_receipt', 'finding_record', 'finding_total'];
    -- What becomes of these is known later; these columns say which file or run it is.
    outcome CONSTANT TEXT[] := ARRAY['file_record', 'run_record'];
    fixed CONSTANT TEXT[] := ARRAY[
        'id', 'sha256', 'name', 'label', 'size', 'format', 'encoding', 'first_run', 'started_at', 'tool', 'schemas', 'operator', 'host'
    ];
    raw CONSTANT TEXT[] := ARRAY['unplaced', 'cell_note'];
    found RECORD;
    columns TEXT;
BEGIN
    FOR found IN
        SELECT relname::TEXT AS name, relkind AS kind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')
    LOOP
        IF found.kind = 'S' THEN
            -- It belongs to whom its table belongs to.
            EXECUTE format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE public.%I TO verbale_loader', found.name);
        ELSE
            EXECUTE format('ALTER TABLE public.%I OWNER TO verbale_owner', found.name);
            EXECUTE format('GRANT SELECT ON public.%I TO verbale_loader', found.name);
        END IF;
        IF found.kind = 'v' AND found.name NOT LIKE '\_%' AND found.name <> ALL (raw) THEN
            EXECUTE format('GRANT SELECT ON public.%I TO verbale_analyst', found.name);
        END IF;
        IF found.kind = 'r' AND found.name <> '_sqlx_migrations' THEN
            EXECUTE format('GRANT INSERT ON public.%I TO verbale_loader', found.name);
        END IF;
        IF found.name = ANY (reference || derived) THEN
            EXECUTE format('GRANT UPDATE, DELETE ON public.%I TO verbale_loader', found.name);
        END IF;
        IF found.name = ANY (outcome) THEN
            SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
            WHERE attrelid = format('public.%I', found.name)::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (fixed);
            EXECUTE format('GRANT UPDATE (%s) ON public.%I TO verbale_loader', columns, found.name);
        END IF;
    END LOOP;
END
$$;

COMMIT;
