-- A few rows, so that no table of the demo's story is empty.
insert into "user" (email, hashed_password, name, provider, role, created_at) values
    ('anna@example.com', 'x', 'Anna', 'email', 'expert', '2025-08-06 08:00+00'),
    ('bruno@example.com', null, 'Bruno', 'google', 'regular_user', '2025-09-01 08:00+00'),
    ('carla@example.com', 'x', null, 'email', 'admin', '2025-07-01 08:00+00');

insert into session (id, user_id, name, created_at) values
    ('5f0c8f2e', 1, 'IRPEF 2025', '2025-11-20 10:00+00'),
    ('91ab77d0', 2, '', '2025-11-21 11:00+00');

insert into knowledge_items
    (title, content, category, source, language, relevance_score, access_count, status, kb_epoch, created_at, updated_at)
select 'Circolare ' || n || '/E', 'Testo della circolare numero ' || n, 'circolari', 'agenzia_entrate', 'it',
       0.8, n, 'active', 0, now(), now()
from generate_series(1, 40) as n;

insert into knowledge_chunks (knowledge_item_id, chunk_text, chunk_index, token_count, document_title, created_at)
select id, content, part, 12, title, now() from knowledge_items, generate_series(0, 2) as part;

insert into usage_events (user_id, "timestamp", event_type, input_tokens, output_tokens, cost_eur, cache_hit)
select (1 + n % 3)::text, now() - n * interval '1 hour', 'llm_query', 900, 250, 0.004, n % 5 = 0
from generate_series(1, 200) as n;

insert into feed_status (feed_url, source, feed_type, status, parser) values
    ('https://example.com/agenzia.xml', 'agenzia_entrate', 'rss', 'healthy', 'generic'),
    ('https://example.com/inps.xml', 'inps', 'rss', 'healthy', 'inps');

insert into expert_profiles (user_id, credentials, experience_years, trust_score, is_verified)
values (1, '{"Dottoressa commercialista"}', 12, 0.9, true);

insert into expert_feedback (query_id, expert_id, feedback_type, query_text, original_answer, confidence_score)
select gen_random_uuid(), id, 'incomplete', 'Qual è la scadenza IMU?', 'Il 16 giugno.', 0.8 from expert_profiles;

insert into expert_faq_candidates (question, answer, source, expert_id)
select 'Qual è la scadenza IMU?', 'Acconto il 16 giugno, saldo il 16 dicembre.', 'expert', id from expert_profiles;
