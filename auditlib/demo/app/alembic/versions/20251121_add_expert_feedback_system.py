"""Add Expert Feedback System tables for quality analysis and expert validation

Revision ID: 20251121_expert_feedback
Revises: 20251111_add_pub_date
Create Date: 2025-11-21 12:26:00.000000

This migration creates:
1. expert_profiles - professionals whose feedback is weighted by a trust score
2. expert_feedback - their verdicts on answers of the assistant
3. expert_faq_candidates - answers that may become FAQ
4. expert_generated_tasks - development tasks written from feedback

The tables belong to app/models/quality_analysis.py. Its Base is not the metadata of
alembic/env.py, so autogenerate does not see them and everything is written by hand.

CRITICAL NOTES:
- User table is named "user" (singular), not "users"
- User.id is INTEGER, expert_profiles.user_id and expert_generated_tasks.expert_id are INTEGER
- ExpertProfile model expects UUID but database uses INTEGER (application handles conversion)
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "20251121_expert_feedback"
down_revision = "20251111_add_pub_date"
branch_labels = None
depends_on = None


def _create_enum_types() -> None:
    # CREATE TYPE knows no IF NOT EXISTS
    op.execute("""
        DO $$ BEGIN
            CREATE TYPE feedback_type AS ENUM ('correct', 'incomplete', 'incorrect');
        EXCEPTION
            WHEN duplicate_object THEN null;
        END $$;
    """)
    op.execute("""
        DO $$ BEGIN
            CREATE TYPE italian_feedback_category AS ENUM (
                'normativa_obsoleta',
                'interpretazione_errata',
                'caso_mancante',
                'calcolo_sbagliato',
                'troppo_generico'
            );
        EXCEPTION
            WHEN duplicate_object THEN null;
        END $$;
    """)
    op.execute("""
        DO $$ BEGIN
            CREATE TYPE expert_credential_type AS ENUM (
                'dottore_commercialista',
                'revisore_legale',
                'consulente_fiscale',
                'consulente_lavoro',
                'caf_operator'
            );
        EXCEPTION
            WHEN duplicate_object THEN null;
        END $$;
    """)


def _create_expert_profiles() -> None:
    # NOTE: user_id is UUID but references user.id (INTEGER)
    # This is intentional for future-proofing when user table migrates to UUID
    op.execute("""
        CREATE TABLE IF NOT EXISTS expert_profiles (
            id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
            user_id INTEGER NOT NULL UNIQUE REFERENCES "user"(id) ON DELETE CASCADE,

            -- credentials
            credentials TEXT[] DEFAULT '{}',
            credential_types expert_credential_type[] DEFAULT '{}',
            experience_years INTEGER NOT NULL DEFAULT 0,
            specializations TEXT[] DEFAULT '{}',

            -- performance
            feedback_count INTEGER NOT NULL DEFAULT 0,
            feedback_accuracy_rate DOUBLE PRECISION NOT NULL DEFAULT 0.0,
            trust_score DOUBLE PRECISION NOT NULL DEFAULT 0.5,

            -- who they are
            professional_registration_number VARCHAR(50),
            organization VARCHAR(200),
            location_city VARCHAR(100),
            is_verified BOOLEAN NOT NULL DEFAULT FALSE,
            verification_date TIMESTAMPTZ,
            is_active BOOLEAN NOT NULL DEFAULT TRUE,

            created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
            updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

            CONSTRAINT ck_expert_profiles_trust_score CHECK (trust_score >= 0.0 AND trust_score <= 1.0)
        );
    """)
    op.execute("""
        CREATE INDEX IF NOT EXISTS idx_expert_profiles_trust_score
        ON expert_profiles (trust_score DESC);
    """)


def _create_expert_feedback() -> None:
    op.execute("""
        CREATE TABLE IF NOT EXISTS expert_feedback (
            id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
            query_id UUID NOT NULL,
            expert_id UUID NOT NULL REFERENCES expert_profiles(id) ON DELETE CASCADE,
            feedback_type feedback_type NOT NULL,
            category italian_feedback_category,

            query_text TEXT NOT NULL,
            original_answer TEXT NOT NULL,
            expert_answer TEXT,
            improvement_suggestions TEXT[] DEFAULT '{}',
            regulatory_references TEXT[] DEFAULT '{}',
            confidence_score DOUBLE PRECISION NOT NULL DEFAULT 0.0,
            time_spent_seconds INTEGER NOT NULL DEFAULT 0,
            complexity_rating INTEGER,
            processing_time_ms INTEGER,
            action_taken VARCHAR(100),

            feedback_timestamp TIMESTAMPTZ NOT NULL DEFAULT NOW(),
            created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

            CONSTRAINT ck_expert_feedback_complexity CHECK (complexity_rating BETWEEN 1 AND 5)
        );

        CREATE INDEX IF NOT EXISTS idx_expert_feedback_query_id ON expert_feedback (query_id);
        CREATE INDEX IF NOT EXISTS idx_expert_feedback_expert_id ON expert_feedback (expert_id);
        CREATE INDEX IF NOT EXISTS idx_expert_feedback_created_at ON expert_feedback (created_at DESC);
    """)


def _create_expert_faq_candidates() -> None:
    op.execute("""
        CREATE TABLE IF NOT EXISTS expert_faq_candidates (
            id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            source VARCHAR(20) NOT NULL,
            expert_id UUID REFERENCES expert_profiles(id) ON DELETE SET NULL,
            expert_trust_score DOUBLE PRECISION,
            approval_status VARCHAR(20) NOT NULL DEFAULT 'pending',
            suggested_category VARCHAR(100),
            regulatory_references JSONB DEFAULT '[]',
            frequency INTEGER NOT NULL DEFAULT 0,
            roi_score NUMERIC(10, 2),
            created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
        );

        CREATE INDEX IF NOT EXISTS idx_expert_faq_candidates_status
            ON expert_faq_candidates (approval_status);
    """)


def _create_expert_generated_tasks() -> None:
    # expert_id is "user".id here, not expert_profiles.id
    op.execute("""
        CREATE TABLE IF NOT EXISTS expert_generated_tasks (
            id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
            task_id VARCHAR(50) NOT NULL UNIQUE,
            task_name VARCHAR(300) NOT NULL,
            feedback_id UUID NOT NULL REFERENCES expert_feedback(id) ON DELETE CASCADE,
            expert_id INTEGER NOT NULL REFERENCES "user"(id) ON DELETE CASCADE,
            file_path VARCHAR(500),
            created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
        );
    """)


def _create_triggers() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION update_expert_profiles_updated_at()
        RETURNS TRIGGER AS $$
        BEGIN
            NEW.updated_at = NOW();
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;

        DROP TRIGGER IF EXISTS trigger_expert_profiles_updated_at ON expert_profiles;
        CREATE TRIGGER trigger_expert_profiles_updated_at
            BEFORE UPDATE ON expert_profiles
            FOR EACH ROW EXECUTE FUNCTION update_expert_profiles_updated_at();
    """)
    op.execute("""
        CREATE OR REPLACE FUNCTION count_expert_feedback()
        RETURNS TRIGGER AS $$
        BEGIN
            UPDATE expert_profiles SET feedback_count = feedback_count + 1 WHERE id = NEW.expert_id;
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;

        DROP TRIGGER IF EXISTS trigger_count_expert_feedback ON expert_feedback;
        CREATE TRIGGER trigger_count_expert_feedback
            AFTER INSERT ON expert_feedback
            FOR EACH ROW EXECUTE FUNCTION count_expert_feedback();
    """)


def upgrade() -> None:
    _create_enum_types()
    _create_expert_profiles()
    _create_expert_feedback()
    _create_expert_faq_candidates()
    _create_expert_generated_tasks()
    _create_triggers()
    op.execute("COMMENT ON TABLE expert_profiles IS 'Professionals whose feedback is trusted'")
    op.execute("COMMENT ON TABLE expert_feedback IS 'Verdicts of experts on answers of the assistant'")


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS expert_generated_tasks CASCADE")
    op.execute("DROP TABLE IF EXISTS expert_faq_candidates CASCADE")
    op.execute("DROP TABLE IF EXISTS expert_feedback CASCADE")
    op.execute("DROP TABLE IF EXISTS expert_profiles CASCADE")
    op.execute("DROP FUNCTION IF EXISTS count_expert_feedback()")
    op.execute("DROP FUNCTION IF EXISTS update_expert_profiles_updated_at()")
    op.execute("DROP TYPE IF EXISTS expert_credential_type")
    op.execute("DROP TYPE IF EXISTS italian_feedback_category")
    op.execute("DROP TYPE IF EXISTS feedback_type")
