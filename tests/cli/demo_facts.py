"""What the report of the demo application states, by page: what its history, models and database were made to have."""

from __future__ import annotations

UNTRACKED = {
    "quality_analysis": "expert_profiles+ expert_feedback+ expert_generated_tasks+ expert_faq_candidates+ "
    "prompt_templates failure_patterns system_improvements quality_metrics expert_validations",
    "regional_taxes": "regioni comuni regional_tax_rates comunal_tax_rates",
    "ccnl_database": "ccnl_sectors ccnl_agreements ccnl_job_levels ccnl_salary_tables ccnl_working_hours "
    "ccnl_overtime_rules ccnl_leave_entitlements ccnl_notice_periods ccnl_special_allowances",
    "ccnl_update_models": "ccnl_database ccnl_versions ccnl_update_events ccnl_change_logs ccnl_monitoring_metrics",
    "faq_automation": "query_clusters faq_candidates generated_faqs rss_faq_impacts faq_generation_jobs",
    "subscription": "subscriptions+ invoices+ subscription_plans subscription_plan_changes",
    "data_export": "data_export_requests export_audit_logs query_history document_analysis tax_calculations+ "
    "faq_interactions knowledge_base_searches electronic_invoices",
}  # a plus: a table of that name is live

# A key to user.id, which is integer, by the column of models that say uuid.
MISMATCHES = {
    "expert_profiles.user_id": "app/models/quality_analysis.py:62",
    "subscriptions.user_id": "app/models/subscription.py:42",
    "tax_calculations.user_id": "app/models/data_export.py:92",
    "data_export_requests.user_id": "app/models/data_export.py:34",
    "export_audit_logs.user_id": "app/models/data_export.py:55",
    "query_history.user_id": "app/models/data_export.py:67",
    "document_analysis.user_id": "app/models/data_export.py:81",
    "faq_interactions.user_id": "app/models/data_export.py:105",
    "knowledge_base_searches.user_id": "app/models/data_export.py:116",
    "electronic_invoices.user_id": "app/models/data_export.py:129",
    "generated_faqs.approved_by": "app/models/faq_automation.py:63",
}

_VERSIONS = "alembic/versions"
STATED = {
    "00_overview": (
        # All that is found: what is not so would stand here.
        "71 findings by rule: CFG004 1, CFG011 3, COV001 2, COV003 1, COV004 4, COV006 3, COV010 5, DRF008 1, "
        "DRF010 1, DRF018 1, DRF023 10, DRF024 1, DRF035 3, DRF036 11, HIS006 1, HIS007 1, HIS010 2, HIS011 1, "
        "HIS012 1, HIS015 1, HIS016 1, HIS017 2, HIS020 10, HIS021 1, HIS023 2, HIS026 1.",
        "| `alembic` | pending | `20251126_add_query_signature` | `20251126_add_question_embedding` | 16 | 3 |",
        "| 1 | `20251126_faq_candidates_embedding` |",
        "| 2 | `20251126_expert_faq_embedding` |",
        "| 3 | `20251126_add_query_signature` |",
        "Revision id 20251126_faq_candidates_embedding has 33 characters and version_num holds 32.",
        "- MetaData: 3",
        "- of them untracked: 2",
    ),
    "10_revision_history": (
        "created_at set: 14 of 25; descriptive message: 19 of 19; indexed foreign keys: 6 of 15; intent noted: 14 "
        "of 19; named constraints: 13 of 34; primary keys: 25 of 25; self-contained: 19 of 19; unguarded: 9 of 19; "
        "updated_at set: 7 of 25; working downgrade: 18 of 19",
    ),
    "20_model_coverage": (
        "| `app.models.ccnl_database.Base.metadata` | 39 | no |",
        "| `app.models.ccnl_update_models.Base.metadata` | 5 | no |",
        "| `sqlmodel.SQLModel.metadata` | 20 | yes |",
        "| `alembic/env.py:31` | `target_metadata = SQLModel.metadata` |",
        "| `alembic/env.py:48` | `context.configure(target_metadata=target_metadata)` |",
    ),
    "30_schema_drift": (
        "103 differences; the model is wrong: 62, undecided: 21, the chain is wrong: 17, the live database is "
        "wrong: 2, settled by a pending revision: 1.",
        "| `column user.role` | type | `character varying(20)` | `character varying(50)` | `character varying(50)` |",
        "| `index idx_expert_feedback_created_at on expert_feedback` | columns | `feedback_type, created_at` |",
    ),
    "60_pending": (
        "**No go.**",
        f"- Revision 20251126_faq_candidates_embedding fails at {_VERSIONS}/"
        '20251126_add_question_embedding_to_faq_candidates.py:18: relation "faq_candidates" does not exist.',
        "- Its id is refused too: value too long for type character varying(32).",
        f"- Behind it, 20251126_expert_faq_embedding fails at {_VERSIONS}/"
        "20251126_add_embedding_to_expert_faq_candidates.py:20: column "
        '"question_embedding" of relation "expert_faq_candidates" already exists.',
        "| 19 | `20251126_add_query_signature` | done |",
    ),
    "90_findings": (
        "Settle which declaration of subscriptions stands (COV006); where it is this one, declare "
        "subscriptions.user_id as integer in the model",
        "env.py does not hand app.models.ccnl_database.Base.metadata (app/models/ccnl_database.py:25) to Alembic: "
        "of its 39 tables, 7 are live (3 of them as another MetaData declares them) and 32 are not.",
        *(f"Table {name} is declared in 2 ways" for name in ("invoices", "subscriptions", "tax_calculations")),
        "The chain needs knowledge_chunks (chunk_text, document_title), knowledge_items (content, id, subcategory, "
        "title) and user (hashed_password, id) and never creates them",
        "A comment in 20251121_expert_feedback, line 69, says user_id is UUID; the raw SQL at line 74 gives "
        "expert_profiles.user_id the type integer.",
        "alembic/env.py.backup is a left-over copy beside env.py",
        f"{_VERSIONS}/20251111_add_publication_date.py.backup is a left-over copy",
        "The revision ids of alembic follow 2 patterns: YYYYMMDD_name 10 times, name_YYYYMMDD 9 times.",
        'fails on the live schema: “relation "faq_candidates" does not exist”',
        f"Revision 20251126_add_question_embedding ({_VERSIONS}/20251126_add_question_embedding_to_faq.py:20) made it "
        "already",
    ),
}
