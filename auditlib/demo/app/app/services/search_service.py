"""Hybrid search: full text and vectors, merged by reciprocal rank."""

from sqlalchemy import text
from sqlmodel import Session, select

from app.models.knowledge import KnowledgeChunk, KnowledgeItem

RANK_CONSTANT = 60

FULL_TEXT = text("""
    SELECT id, ts_rank(search_vector, query) AS rank
    FROM knowledge_chunks, websearch_to_tsquery('italian_unaccent', :q) AS query
    WHERE search_vector @@ query AND NOT junk
    ORDER BY rank DESC LIMIT :n
""")


def full_text(db: Session, q: str, n: int = 20) -> list[int]:
    return [row.id for row in db.execute(FULL_TEXT, {"q": q, "n": n})]


def by_vector(db: Session, embedding: list[float], n: int = 20) -> list[int]:
    query = select(KnowledgeChunk.id).where(KnowledgeChunk.junk.is_(False))
    return list(db.exec(query.order_by(KnowledgeChunk.embedding.cosine_distance(embedding)).limit(n)))


def merged(first: list[int], second: list[int]) -> list[int]:
    scores: dict[int, float] = {}
    for ranking in (first, second):
        for rank, key in enumerate(ranking):
            scores[key] = scores.get(key, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores, key=scores.get, reverse=True)


def item_of(db: Session, chunk_id: int) -> KnowledgeItem | None:
    return db.exec(select(KnowledgeItem).join(KnowledgeChunk).where(KnowledgeChunk.id == chunk_id)).first()
